import { errorCode } from '../files/error-code.ts'

/** Measured: a run of two workers needs 40, and 48 where it has to look for interpreters first. Rounded up to the next power of two. */
const NEEDED = 64

/** The part of Node's report that matters here. Windows has no such limits. */
interface Report {
  readonly userLimits?: { readonly open_files: { readonly soft: number | string } }
}

/** Whether the system opens no more files, for this process or for any. */
export function isOutOfFiles(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'EMFILE' || code === 'ENFILE'
}

/** What to say when the system opens no more files. The limit comes from Node's report: no file can be opened to read it from. */
export function tooManyOpenFiles(): string {
  Object.assign(process.report, { excludeNetwork: true }) // it would look up the names of hosts; Node's types do not have this property
  const { userLimits }: Report = process.report.getReport()
  const allowed = userLimits ? `; ${userLimits.open_files.soft} are allowed here` : ''
  return `Too many open files: Coreglow needs at least ${NEEDED}, and more with many workers${allowed} (ulimit -n).`
}
