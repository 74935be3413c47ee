import { PROTOCOL_VERSION } from '../contract/procedures.ts'
import { connect, type Client } from '../transport/client.ts'
import { serve } from '../transport/dispatcher.ts'
import { createPipePair } from '../transport/in-process.ts'
import type { Io } from './io.ts'

/** Gives `use` an engine for one command, through the protocol of every other host, and closes it afterwards. */
export async function withEngine<T>(io: Io, use: (client: Client) => Promise<T>): Promise<T> {
  const engine = await io.createEngine('terminal')
  const [near, far] = createPipePair()
  serve(far, engine.service, { onError: (error) => io.stderr.write(`${String(error)}\n`) })
  const client = connect(near)
  const leave = () => client.close()
  io.signal.addEventListener('abort', leave)
  try {
    if (io.signal.aborted) leave()
    await client.call('hello', { protocol: PROTOCOL_VERSION })
    return await use(client)
  } finally {
    io.signal.removeEventListener('abort', leave)
    leave()
    await engine.close()
  }
}
