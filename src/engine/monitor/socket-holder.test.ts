import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { type Connection, findHolder, otherEnd, parseTcpSockets } from './socket-holder.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                       '
const IPV4 = `${HEAD}
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 22222 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 02:000AFC2D 00000000  1001        0 33333 2 0000000000000000 20 4 30 10 -1
   3: 0A00A8C0:C350 0101A8C0:1F90 01 00000000:00000000 02:000AFC2D 00000000  1002        0 44444 2 0000000000000000 20 4 30 10 -1
   4: 0100007F:D431 0100007F:1F90 06 00000000:00000000 03:00001388 00000000     0        0 0 3 0000000000000000
`
const IPV6 = `${HEAD}
   0: 0000000000000000FFFF00000100007F:A8CA 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 55555 1 0000000000000000 20 4 30 10 -1
`
const connection = (remotePort: number): Connection => ({
  localAddress: '127.0.0.1',
  localPort: 8080,
  remoteAddress: '127.0.0.1',
  remotePort,
})

test('/proc/net/tcp: sockets with their ends, owner and inode; closed ones have none', () => {
  const sockets = parseTcpSockets(IPV4)
  expect(sockets).toHaveLength(4)
  expect(sockets[2]).toEqual({
    localAddress: '0100007F',
    localPort: 50_000,
    remoteAddress: '0100007F',
    remotePort: 8080,
    uid: 1001,
    inode: 33_333,
  })
  expect(parseTcpSockets('')).toEqual([])
  expect(parseTcpSockets(`${HEAD}\n 0: cut off`)).toEqual([])
})

test('the other end has the ports the other way round, on the same machine', () => {
  expect(otherEnd(parseTcpSockets(IPV4), connection(50_000))?.inode).toBe(33_333)
  expect(otherEnd(parseTcpSockets(IPV6), connection(43_210))?.inode).toBe(55_555)
  expect(otherEnd(parseTcpSockets(IPV4), connection(50_001))).toBeUndefined()
})

/** A real connection of a process of its own to this one. */
async function connected(program: string, ...args: string[]): Promise<{ socket: Socket; pid: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const child = spawn(program, [...args, String(port)], { stdio: 'inherit' })
  onTestFinished(() => {
    child.kill('SIGKILL')
    server.close()
  })
  const [socket] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => void socket.destroy())
  return { socket, pid: child.pid! }
}

const CLIENT = 'import socket, sys, time; s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); time.sleep(60)'

test.runIf(process.platform === 'linux')('a real client is found, by its pid', async () => {
  const { socket, pid } = await connected('python3', '-c', CLIENT)
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  const ends = { localAddress, localPort, remoteAddress, remotePort } as Connection
  await expect(findHolder(ends)).resolves.toBe(pid)
  await expect(findHolder({ ...ends, remotePort: 1 })).resolves.toEqual({
    missing: "the connection's other end is not in /proc/net/tcp",
  })
  await expect(findHolder({ ...ends, remoteAddress: '192.168.0.7' })).resolves.toEqual({
    missing: 'the page is shown on another machine',
  })
})
