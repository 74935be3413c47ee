/** The one IPC channel there is: the preload sends the page's port on it, and the page speaks through that. */
export const CONNECT_CHANNEL = 'coreglow-connect'
