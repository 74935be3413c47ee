import { readJson } from './counts.mjs'

/** The tests of a Vitest JSON report, `{ name, seconds }` each. */
export function vitestTimes(file) {
  return (readJson(file).testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      name: `${inProject(name)} > ${fullName}`,
      seconds: (duration ?? 0) / 1000,
    })),
  )
}

/** The tests of a Playwright JSON report, `{ name, seconds }` each, with all tries of a test added up. */
export function playwrightTimes(file) {
  const inSuite = ({ suites = [], specs = [] }) => [
    ...suites.flatMap(inSuite),
    ...specs.map(({ file: spec, title, tests }) => ({
      name: `${spec} > ${title}`,
      seconds: tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration / 1000, 0),
    })),
  ]
  return inSuite(readJson(file))
}

/** Lines that name the slowest tests, the slowest first; none where there are no tests. */
export function slowestLines(title, times, count = 10) {
  if (times.length === 0) return []
  const slowest = times.toSorted((a, b) => b.seconds - a.seconds).slice(0, count)
  return [`${title}:`, ...slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`)]
}

const inProject = (path) => path.replace(/^.*\/(?=(src|scripts)\/)/, '')
