import { controlsText } from '../../../contract/function-text.ts'
import { isFunctionRun, type Run } from '../../../contract/run.ts'

/** What stands below the advice on a card: what this machine gave, and the strongest finding; nothing for other runs. */
export function functionNotes(run: Run): readonly string[] {
  if (!isFunctionRun(run)) return []
  const [first] = run.diagnosis.findings
  return [controlsText(run), ...(first === undefined ? [] : [first.text])]
}
