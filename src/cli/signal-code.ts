import { constants } from 'node:os'

/** Exit code of a program that a signal ended, as shells give it: 128 and the signal's number. */
export function signalCode(signal: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals
  return 128 + (numbers[signal] ?? 0)
}
