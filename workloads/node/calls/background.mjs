// What a file goes on doing after it was imported: servers, timers, processes; and what it printed meanwhile.

/** By Node's own names: process.getActiveResourcesInfo(). */
const NAMES = {
  Timeout: 'a timer',
  Immediate: 'a timer',
  TCPServerWrap: 'a server',
  PipeServerWrap: 'a server',
  TCPSocketWrap: 'a connection',
  UDPWRAP: 'a socket',
  ProcessWrap: 'a child process',
  MessagePort: 'a worker thread',
  Worker: 'a worker thread',
  FSEventWrap: 'a file watcher',
  StatWatcher: 'a file watcher',
  FSReqPromise: 'a file operation',
  FSReqCallback: 'a file operation',
  GetAddrInfoReqWrap: 'a name lookup',
}

/** Watches from now on. `since(fileName)` returns the remarks, a sentence each. */
export function watchBackground() {
  const before = process.getActiveResourcesInfo()
  const streams = [process.stdout, process.stderr]
  const writes = streams.map((stream) => stream.write.bind(stream))
  let printed = 0
  for (const [index, stream] of streams.entries()) {
    stream.write = (...args) => {
      printed++
      return writes[index](...args)
    }
  }

  function since(file) {
    for (const stream of streams) delete stream.write // the class's own again
    const running = added(before, process.getActiveResourcesInfo()).map((name) => NAMES[name])
    const names = [...new Set(running.filter((name) => name !== undefined))]
    return [
      ...(names.length > 0 ? [`Importing ${file} starts work that goes on: ${names.join(', ')}.`] : []),
      ...(printed > 0 ? [`Importing ${file} prints something.`] : []),
    ]
  }

  return { since }
}

function added(before, after) {
  const left = [...before]
  return after.filter((name) => {
    const at = left.indexOf(name)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
