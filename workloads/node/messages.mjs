/** Bytes of a message between a client and the echo server. */
export const BYTES = 64

/** The messages that arrive on a connection, until the other side hangs up. */
export async function* messagesOf(connection) {
  let bytes = Buffer.alloc(0)
  for await (const chunk of connection) {
    bytes = Buffer.concat([bytes, chunk])
    for (; bytes.length >= BYTES; bytes = bytes.subarray(BYTES)) yield bytes.subarray(0, BYTES)
  }
}
