import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { CONNECT_CHANNEL } from '../main/channel.ts'

// A port cannot cross the bridge: it is posted to the page, when the page says that it listens.
window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== window || origin !== location.origin || data?.type !== 'coreglow-ready') return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage(CONNECT_CHANNEL, undefined, [port1])
  window.postMessage({ type: 'coreglow-port' }, location.origin, [port2])
})

contextBridge.exposeInMainWorld('coreglow', { desktop: true, pathOf: (file: File) => webUtils.getPathForFile(file) })
