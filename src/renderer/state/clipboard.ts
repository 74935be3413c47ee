import type { App } from './app.ts'

/** Copies a text and says so, or that the browser did not allow it. */
export async function copyText({ notify }: Pick<App, 'notify'>, text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify('done', done)
  } catch {
    notify('error', 'The browser did not allow copying to the clipboard.')
  }
}
