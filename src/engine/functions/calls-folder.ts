import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Workload } from '../runtimes/workload.ts'

/** A folder in which a workload keeps its ledger and its results; it goes with the workload. @throws CoreglowError storage */
export async function callsFolder({ scratch }: Pick<Workload, 'scratch'>): Promise<string> {
  if (scratch === undefined) throw new CoreglowError('storage', 'No folder for temporary files can be made here.')
  const folder = join(scratch, 'calls')
  await mkdir(folder)
  return folder
}
