/** The only IPC channel: the preload sends the page's port on it, and the page talks through that port. */
export const CONNECT_CHANNEL = 'coreglow-connect'
