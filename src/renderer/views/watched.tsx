import { programText } from '../../contract/saved-record.ts'
import { formatSeconds } from '../../contract/text.ts'
import { useAppState } from '../state/app.ts'
import { openedObservation } from '../state/store.ts'
import { CoreUse } from './core-use.tsx'

/** What was watched, in a line. */
export function Watched() {
  const observation = useAppState(openedObservation)
  if (observation === undefined) return undefined
  const { title, wallSeconds, failure, environments } = observation
  const watched = `Watched: ${programText(observation)}, for ${formatSeconds(wallSeconds)}.`
  return (
    <div className="question">
      <h1>{title}</h1>
      <p className="ellipsis" title={watched}>
        {watched} {failure?.message}
      </p>
      <CoreUse load={environments[0].load} />
    </div>
  )
}
