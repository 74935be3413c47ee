import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readLink } from '../files/system-file.ts'
import { pidsOfSystem } from './proc-census.ts'

/** A TCP connection to this process, seen from here. */
export interface Connection {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** One end of a TCP connection of this system. */
export interface TcpSocket {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** The user whose it is. */
  readonly uid: number
  readonly inode: number
}

/**
 * Parses `/proc/net/tcp` or `tcp6`. Addresses stay as the kernel writes them, in hexadecimal; lines that are not a
 * socket are left out.
 */
export function parseTcpSockets(text: string): TcpSocket[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const [localAddress = '', localPort = ''] = (fields[1] ?? '').split(':')
    const [remoteAddress = '', remotePort = ''] = (fields[2] ?? '').split(':')
    const socket = {
      localAddress,
      localPort: Number.parseInt(localPort, 16),
      remoteAddress,
      remotePort: Number.parseInt(remotePort, 16),
      uid: Number(fields[7]),
      inode: Number(fields[9]),
    }
    return Number.isInteger(socket.localPort) && socket.inode > 0 ? [socket] : []
  })
}

/**
 * The other end of a connection. A connection of a machine to itself has the same address at both ends, and its other
 * end has the ports the other way round.
 */
export function otherEnd(sockets: readonly TcpSocket[], connection: Connection): TcpSocket | undefined {
  return sockets.find(
    ({ localAddress, localPort, remoteAddress, remotePort }) =>
      localPort === connection.remotePort && remotePort === connection.localPort && localAddress === remoteAddress,
  )
}

/**
 * Finds the process at the other end of a connection: its socket in `/proc/net/tcp*`, then who has that open. It looks
 * at the open files of one process a turn of the event loop, 10 to 40 ms in all, and starts no process.
 */
export async function findHolder(connection: Connection): Promise<number | { readonly missing: string }> {
  if (process.platform !== 'linux') return { missing: 'needs Linux /proc' }
  if (connection.localAddress !== connection.remoteAddress) return { missing: 'the page is shown on another machine' }
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => '')),
  )
  const socket = otherEnd(tables.flatMap(parseTcpSockets), connection)
  if (socket === undefined) return { missing: "the connection's other end is not in /proc/net/tcp" }
  // The newest first: a browser is seldom among the processes that the system started with.
  for (const pid of pidsOfSystem().toReversed()) {
    if (holds(pid, socket.inode)) return Number(pid)
    await nextTurn()
  }
  return { missing: `the page is shown by a process of user ${socket.uid}, whose open files cannot be read` }
}

function holds(pid: string, inode: number): boolean {
  const folder = `/proc/${pid}/fd`
  const wanted = `socket:[${inode}]`
  try {
    return readdirSync(folder).some((fd) => readLink(`${folder}/${fd}`) === wanted)
  } catch {
    return false // another user's, or gone
  }
}
