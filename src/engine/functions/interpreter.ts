import { basename } from 'node:path'
import type { Runtime } from '../../contract/experiment.ts'
import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Runtimes } from '../runtimes/workload.ts'
import { projectInterpreter, type ProjectInterpreter } from './project.ts'
import type { UserFile } from './request.ts'

/** The interpreter of the trials; `reason` where the request names none. */
export interface Chosen {
  readonly runtime: Runtime
  readonly reason?: string
}

type Known = Pick<Runtimes, 'list' | 'preferred' | 'resolve'>

/** @throws CoreglowError unknown-runtime, broken-runtime or unsupported */
export async function chooseInterpreter(
  user: UserFile,
  named: string | undefined,
  runtimes: Known,
  findProject: (file: string) => Promise<ProjectInterpreter | undefined> = projectInterpreter,
): Promise<Chosen> {
  if (named !== undefined) return { runtime: fitting(await runtimes.resolve(named), user) }
  if (user.kind === 'node') return { runtime: await runtimes.resolve('node'), reason: "Coreglow's own Node" }
  const project = await findProject(user.file)
  if (project?.path !== undefined) {
    const runtime = await runtimes.resolve(project.path).catch((error: unknown) => {
      const message = `${errorMessage(error)} It is ${project.reason}; name another interpreter to use that.`
      throw new CoreglowError('broken-runtime', message, { path: 'params.runtime', cause: error })
    })
    return { runtime, reason: project.reason }
  }
  const pythons = (await runtimes.list()).filter(({ kind, status }) => kind === 'cpython' && status === 'ok')
  const { version } = project ?? {}
  const found =
    version && pythons.find((python) => python.version === version || python.version.startsWith(`${version}.`))
  if (found) return { runtime: found, reason: project!.reason }
  const runtime = fitting(await runtimes.preferred(), user)
  const missing = project === undefined ? '' : `; ${project.reason} names a version that is not here`
  return { runtime, reason: `the preferred interpreter${missing}` }
}

function fitting(runtime: Runtime, { kind, file }: UserFile): Runtime {
  if (runtime.kind === kind) return runtime
  const needs = kind === 'cpython' ? 'a Python interpreter' : 'Node'
  const message = `${runtime.label} cannot run ${basename(file)}; it needs ${needs}.`
  throw new CoreglowError('unsupported', message, { path: 'params.runtime' })
}
