import type { Command } from '../../contract/procedures.ts'
import { windowPicture } from '../charts/window-picture.ts'
import { exportPicture, openSaved } from './actions.ts'
import type { App } from './app.ts'
import { loadHistory } from './saved-runs.ts'
import { latestRuns } from './store.ts'

/** Buttons of the page that do what a command of the host's menu says, marked by `data-command`: the first that can be pressed. */
const BUTTONS = { run: ['run', 'run-suite'], stop: ['stop'], export: ['export'], preferences: ['preferences'] } as const

/** Carries out a command of the host's menu. A command whose button is disabled, or not on the page, does nothing. */
export function onCommand(app: App, message: Command): void {
  if (message.command === 'show') void show(app, message.id)
  else if (message.command === 'picture') void takePicture(app)
  else press(BUTTONS[message.command])
}

async function show(app: App, id: string): Promise<void> {
  await loadHistory(app)
  await openSaved(app, id)
}

function takePicture(app: App): Promise<void> {
  const state = app.store.getState()
  const { opened } = state
  const runs = opened === undefined ? latestRuns(state).flatMap(({ record }) => record ?? []) : [opened]
  return exportPicture(app, (taken) => windowPicture(taken, runs))
}

function press(names: readonly string[]): void {
  for (const name of names) {
    const button = document.querySelector<HTMLElement>(
      `[data-command="${name}"]:not(:disabled, [aria-disabled='true'])`,
    )
    if (button !== null) return button.click()
  }
}
