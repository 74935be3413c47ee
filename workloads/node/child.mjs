// Entry of a child process: its answer has also the CPU time that it used from its start.
import { once } from 'node:events'
import { processCpuNs } from './native.mjs'
import { workOnce } from './work-once.mjs'

const [piece] = await once(process, 'message')
const answer = await workOnce(JSON.parse(piece))
process.send({ answer: { ...answer, cpuNs: processCpuNs() } }, () => process.disconnect())
