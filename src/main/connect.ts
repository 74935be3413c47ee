import { ipcMain } from 'electron'
import type { Service } from '../contract/service.ts'
import { serve } from '../transport/dispatcher.ts'
import { emitterPort, portPipe } from '../transport/message-port.ts'
import { CONNECT_CHANNEL } from './channel.ts'
import { errorText, type Log } from './log.ts'
import { isOurFrame } from './security.ts'

/** Serves every port that our own page sends, and closes any other. A reloaded page sends a new one. */
export function acceptConnections(service: Promise<Service>, log: Log): void {
  ipcMain.on(CONNECT_CHANNEL, ({ senderFrame, ports: [port] }) => {
    if (port === undefined) return
    if (!isOurFrame(senderFrame)) return port.close()
    const pipe = portPipe(emitterPort(port))
    service.then(
      (ready) => serve(pipe, ready, { onError: (error) => log(errorText(error)) }),
      () => pipe.close(),
    )
  })
}
