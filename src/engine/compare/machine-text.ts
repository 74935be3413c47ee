import type { SavedRecord } from '../../contract/saved-record.ts'

export function machineText({ environments: [{ host, cpuModel, usableCores }] }: SavedRecord): string {
  return `${host}, ${cpuModel}, ${usableCores} cores`
}
