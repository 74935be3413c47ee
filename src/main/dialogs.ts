import { app, clipboard, dialog, type BrowserWindow } from 'electron'

/** A sentence, and what a bug report needs, which can be copied. */
export async function showError(message: string, detail: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Coreglow',
    message,
    detail,
    buttons: ['OK', 'Copy'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  if (response === 1) await clipboard.writeText(`${message}\n${detail}\n${versions()}`)
}

export async function showAbout(): Promise<void> {
  const { response } = await dialog.showMessageBox({
    title: 'About Coreglow',
    message: `Coreglow ${app.getVersion()}`,
    detail: `${versions()}\n\nSee what threads, processes and the GIL really do.`,
    buttons: ['OK', 'Copy'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  if (response === 1) await clipboard.writeText(`Coreglow ${app.getVersion()}\n${versions()}`)
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
