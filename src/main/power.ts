import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Engine } from '../engine/engine.ts'
import { enableMenu } from './menu.ts'

/** How often it is looked whether something is measured, ms. Chosen: the menu may be a second late; a system that is left alone sleeps after minutes. */
const LOOK_MS = 1000

/** While something is measured, the system does not fall asleep by itself; where the user sends it to sleep, the record says so. */
export function keepAwake(engine: Engine): void {
  let blocker: number | undefined
  const look = () => {
    const { isMeasuring } = engine
    enableMenu(isMeasuring)
    if (isMeasuring && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (isMeasuring || blocker === undefined) return
    powerSaveBlocker.stop(blocker)
    blocker = undefined
  }
  setInterval(look, LOOK_MS).unref()
  powerMonitor.on('suspend', () => engine.suspend())
}
