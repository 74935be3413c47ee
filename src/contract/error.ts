/** Stable codes of errors. The message of an error is a sentence for the user. */
export const ERROR_CODES = [
  'bad-message', // not a message of this protocol
  'bad-params', // `path` says which field
  'unknown-procedure',
  'unknown-experiment',
  'unknown-model',
  'unknown-runtime',
  'unknown-run',
  'no-such-program', // the command cannot be found
  'not-executable', // it is found, and cannot be started: a folder, or a file without the permission
  'broken-runtime', // it does not answer as an interpreter, or died in the middle
  'busy', // another run is on
  'run-failed',
  'storage', // the data folder cannot be read or written
  'unsupported', // this host or system cannot do it
  'version', // client and host speak different protocol versions
  'closed', // the connection or the engine has gone
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** The only error that crosses a wire; engine code throws it for anything a user can cause. */
export class CoreglowError extends Error {
  readonly code: ErrorCode
  readonly path: string | undefined
  constructor(code: ErrorCode, message: string, options: { path?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'CoreglowError'
    this.code = code
    this.path = options.path
  }
}
