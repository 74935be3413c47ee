import { useEffect } from 'react'
import { lookAt } from '../../program/actions.ts'
import { useApp } from '../../state/app.ts'
import type { LanesView } from './lanes-view.ts'

/** Seconds in view below which single turns are asked for. Chosen: turns of 5 ms are then a few pixels wide. */
const CLOSE_SECONDS = 1.001

/** While a live picture is looked at closely, asks for single turns of the threads of a process. */
export function useLook({ view }: LanesView, pid: number | undefined, isLive: boolean): void {
  const app = useApp()
  const isClose = isLive && view !== undefined && view.to - view.from <= CLOSE_SECONDS
  const wanted = isClose ? pid : undefined
  useEffect(() => {
    if (wanted === undefined) return undefined
    void lookAt(app, wanted)
    return () => void lookAt(app, undefined)
  }, [app, wanted])
}
