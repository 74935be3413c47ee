import { ipcMain } from 'electron'
import type { Service } from '../contract/service.ts'
import { serve } from '../transport/dispatcher.ts'
import { emitterPort, portPipe } from '../transport/message-port.ts'
import type { Pipe } from '../transport/pipe.ts'
import { CONNECT_CHANNEL } from './channel.ts'
import { errorText, type Log } from './log.ts'
import { isOurFrame } from './security.ts'

/**
 * Serves the port that our own page sends, and closes any other. A page that is loaded or connects again sends a new one, which takes the
 * place of the former: a page has one, however often it asks.
 */
export function acceptConnections(service: Promise<Service>, log: Log): void {
  const pages = new Map<number, Pipe>()
  ipcMain.on(CONNECT_CHANNEL, ({ sender, senderFrame, ports: [port] }) => {
    if (port === undefined) return
    if (!isOurFrame(senderFrame)) return port.close()
    const pipe = portPipe(emitterPort(port))
    pages.get(sender.id)?.close()
    pages.set(sender.id, pipe)
    service.then(
      (ready) => serve(pipe, ready, { onError: (error) => log(errorText(error)) }),
      () => pipe.close(),
    )
  })
}
