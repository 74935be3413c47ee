// Entry of a child process: it tells its parent what went wrong, and the CPU time that it used from its start.
import { workOnce } from './work-once.mjs'

const failure = await workOnce(JSON.parse(process.argv[2])).then(
  () => undefined,
  (error) => error.message,
)
const { user, system } = process.cpuUsage()
process.send({ failure, cpuNs: (user + system) * 1000 }, () => process.disconnect())
