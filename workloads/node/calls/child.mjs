// A worker of a pool, in a process.
import { createService } from './service.mjs'

let take
process.on('message', (message) => {
  if (take) take(message)
  else take = createService(message, (answer, then) => process.send(answer, then), { isProcess: true })
})
