import { app, clipboard, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'

/** A sentence, and what a bug report needs, which can be copied. */
export async function showError(message: string, detail: string): Promise<void> {
  await show({ type: 'error', title: 'Coreglow', message, detail }, `${message}\n${detail}\n${versions()}`)
}

export async function showAbout(): Promise<void> {
  const message = `Coreglow ${app.getVersion()}`
  const detail = `${versions()}\n\nSee what threads, processes and the GIL really do.`
  await show({ title: 'About Coreglow', message, detail }, `${message}\n${versions()}`)
}

/** A message whose "Copy" puts `copied` on the clipboard. */
async function show(message: MessageBoxOptions, copied: string): Promise<void> {
  const buttons = { buttons: ['OK', 'Copy'], defaultId: 0, cancelId: 0, noLink: true }
  const { response } = await dialog.showMessageBox({ ...message, ...buttons })
  if (response === 1) await clipboard.writeText(copied)
}

/** Whether the run that is on shall be stopped. */
export async function askToStop(window: BrowserWindow | undefined): Promise<boolean> {
  const options = {
    type: 'question' as const,
    title: 'Coreglow',
    message: 'A measurement is on. Stop it and quit?',
    detail: 'What has been measured so far is saved.',
    buttons: ['Stop and Quit', 'Keep Measuring'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options))
  return response === 0
}

function versions(): string {
  const { electron, chrome, node } = process.versions
  return `Electron ${electron}, Chromium ${chrome}, Node ${node}\n${process.platform} ${process.arch} ${process.getSystemVersion()}`
}
