import { userInfo } from 'node:os'
import type { Systeminformation } from 'systeminformation'
import type { ProcessList, SystemProcess } from '../../contract/system.ts'
import { ancestors } from '../host/ancestors.ts'
import { shareOf, START_TOLERANCE_MS, startTimeOf, stateOf } from '../monitor/portable.ts'
import { affinityLimit } from './affinity.ts'
import { controlLimit, trueUnless } from './limits.ts'
import type { OwnPids, ProcessSource } from './process-source.ts'
import { runtimeName } from './runtime-name.ts'

type Listed = Systeminformation.ProcessesProcessData
/** System Idle Process, and System: they are the kernel. */
const WINDOWS_KERNEL = new Set([0, 4])
const READABLE_ON_LINUX = 'Coreglow reads what the threads of a program do on Linux only.'

/** What holds for all processes of one list. */
interface Context {
  readonly own: ReadonlySet<number>
  readonly ancestors: ReadonlySet<number>
}

/** Processes by systeminformation, which starts `ps` or asks Windows for each list. */
export function createPortableProcesses(ownPids: OwnPids, platform = process.platform): ProcessSource {
  const userName = userInfo().username
  const contextNow = (): Context => ({ own: new Set(ownPids()), ancestors: new Set(ancestors()) })

  const describe = (listed: Listed, context: Context): SystemProcess => {
    const { pid, parentPid, name, command, params, path, memRss, nice } = listed
    const user = listed.user === '' ? undefined : listed.user
    const traits = {
      pid,
      user,
      isKernelThread: platform === 'win32' && WINDOWS_KERNEL.has(pid),
      isZombie: listed.state === 'zombie',
      isOwn: context.own.has(pid),
      isAncestor: context.ancestors.has(pid),
    }
    const startedMs = startTimeOf(listed)
    return {
      pid,
      startTime: startedMs,
      parentPid,
      name,
      command: `${command} ${params}`.trim(),
      user,
      state: stateOf(listed),
      cpuShare: shareOf(listed),
      rssBytes: memRss * 1024,
      nice: platform === 'win32' ? undefined : nice,
      startedMs,
      runtime: runtimeName(path === '' ? command : path, () => ''),
      readable: { missing: READABLE_ON_LINUX },
      controllable: trueUnless(controlLimit(traits, userName)),
    }
  }
  return {
    startTolerance: START_TOLERANCE_MS,
    async list(): Promise<ProcessList> {
      const { processes, mem } = await import('systeminformation')
      const [{ list }, memory] = await Promise.all([processes(), mem()])
      const context = contextNow()
      return {
        processes: list.map((listed) => describe(listed, context)),
        memory: {
          totalBytes: memory.total,
          availableBytes: memory.available,
          freeBytes: memory.free,
          swap: { totalBytes: memory.swaptotal, freeBytes: memory.swapfree },
        },
        affinity: trueUnless(affinityLimit()),
        missing: missingOn(platform),
      }
    },
    async find(pid) {
      const { processes } = await import('systeminformation')
      const listed = (await processes()).list.find((candidate) => candidate.pid === pid)
      return listed && describe(listed, contextNow())
    },
  }
}

function missingOn(platform: NodeJS.Platform): Record<string, string> {
  const common = { threads: absent('the number of threads'), cpuSeconds: absent('the CPU time') }
  if (platform !== 'win32') return common
  return { ...common, nice: absent('nice values'), user: absent('users') }
}

function absent(what: string): string {
  return `The list of processes of this system does not have ${what}.`
}
