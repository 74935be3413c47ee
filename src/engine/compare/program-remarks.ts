import type { ProgramRecord } from '../../contract/program.ts'
import { programText } from '../../contract/saved-record.ts'
import { allOf, formatFactor, formatSeconds, formatShare } from '../../contract/text.ts'
import { capital, compare, SINGLE_BAND, spreadOf, type Spread } from '../experiments/judging.ts'
import { over } from '../experiments/measuring.ts'
import { unlike } from './differences.ts'
import { machineText } from './machine-text.ts'
import type { Side } from './program-sides.ts'

/** Median and spread of a side's wall times. */
export function wallTime({ label, records }: Side): Spread {
  return spreadOf({ series: label, x: '', ...over(records.map(({ wallSeconds }) => wallSeconds)) })!
}

/** Time won or lost, how far that can be trusted, and what else differs. */
export function programRemarks(sides: readonly Side[]): string[] {
  const [first, ...others] = sides
  const records = sides.flatMap((side) => side.records)
  const incomplete = sides.filter(({ complete }) => !complete).map(({ label }) => label)
  const noisy = sides.filter((side) => side.records.some(({ diagnosis }) => diagnosis.noisy)).map(({ label }) => label)
  const differ = (what: string, textOf: (record: ProgramRecord) => string) =>
    unlike('observations', what, records.map(textOf))
  return [
    ...(first!.complete ? others.filter(({ complete }) => complete).map((side) => timeRemark(first!, side)) : []),
    ...(incomplete.length > 0
      ? [
          `Wall times cannot be compared for ${allOf(incomplete)}: the program was not watched from its start to its own end.`,
        ]
      : []),
    ...(sides.some((side) => side.complete && side.records.length === 1)
      ? [
          `A side with one observation has no spread: only a difference beyond ${formatShare(SINGLE_BAND)} counts. Choose several observations of each command, or give them one name, to know more.`,
        ]
      : []),
    ...differ('the command', programText),
    ...differ('the machine', machineText),
    ...differ('the number of usable cores', ({ usableCores }) => String(usableCores)),
    ...(noisy.length > 0 ? [`${capital(allOf(noisy))}: noisy, the machine was not the program's alone.`] : []),
  ]
}

function timeRemark(first: Side, side: Side): string {
  const [base, other] = [wallTime(first), wallTime(side)]
  const { ratio, change } = compare(base, other)
  const took = `${capital(side.label)} took ${formatFactor(ratio)} the time of ${first.label}`
  if (change === 'faster') return `${took}: ${formatSeconds(base.median - other.median)} won.`
  if (change === 'slower') return `${took}: ${formatSeconds(other.median - base.median)} lost.`
  return `${took}: ${change === 'same' ? 'no difference beyond the noise' : 'the times vary too widely to say more'}.`
}
