import { useEffect, useRef, useState } from 'react'
import { errorMessage } from '../../contract/error-message.ts'
import type { ProcessList } from '../../contract/system.ts'
import { useApp, useAppState } from '../state/app.ts'
import { createProcessView } from './process-view.ts'
import type { ListOptions, ProcessRow } from './process-rows.ts'

export interface Processes {
  /** The latest list; missing until there is one. */
  readonly list: ProcessList | undefined
  readonly rows: readonly ProcessRow[]
  readonly options: ListOptions
  /** Why no list comes. */
  readonly problem: string | undefined
  readonly arrange: (change: Partial<ListOptions>) => void
  /** Rows keep their places while they are held. */
  readonly hold: (isHeld: boolean) => void
}

/** Processes of the machine while the view is shown. */
export function useProcesses(initial: ListOptions): Processes {
  const app = useApp()
  const isOpen = useAppState(({ link }) => link.status === 'open')
  const [view] = useState(() => createProcessView(initial))
  const [shown, setShown] = useState<Pick<Processes, 'list' | 'rows' | 'options'>>({
    list: undefined,
    rows: view.rows,
    options: view.options,
  })
  const [problem, setProblem] = useState<string>()
  const isHeld = useRef(false)
  useEffect(() => {
    if (!isOpen) return undefined
    return app.client().open(
      'processes',
      {},
      {
        onItem(list) {
          view.update(list.processes, isHeld.current)
          setShown({ list, rows: view.rows, options: view.options })
          setProblem(undefined)
        },
        onEnd: (error) => setProblem(error === undefined ? 'The list of processes has ended.' : errorMessage(error)),
      },
    )
  }, [app, view, isOpen])
  const arrange = (change: Partial<ListOptions>) => {
    view.arrange(change)
    setShown(({ list }) => ({ list, rows: view.rows, options: view.options }))
  }
  const hold = (wanted: boolean) => {
    isHeld.current = wanted
  }
  return { ...shown, problem, arrange, hold }
}
