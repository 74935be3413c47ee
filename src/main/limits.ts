import { app, session, type WebContents } from 'electron'
import { mayHave, mayNavigate } from './security.ts'

/** Prevents all pages of this app from leaving, opening windows or embedding others. Call it before any window is opened. */
export function limitPages(): void {
  app.on('web-contents-created', (_event, contents) => limitPage(contents))
}

function limitPage(contents: WebContents): void {
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function stay(event: { readonly url: string; preventDefault(): void }): void {
  if (!mayNavigate(event.url)) event.preventDefault()
}

/** Refuses every permission but those of `mayHave`. Call it when the app is ready. */
export function limitPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(mayHave(permission, details.requestingUrl)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayHave(permission, requestingOrigin),
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}
