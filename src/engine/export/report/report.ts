import type { Experiment } from '../../../contract/experiment.ts'
import { loadRows } from '../../../contract/load.ts'
import type { ProgramRecord } from '../../../contract/program.ts'
import type { MonitorReport } from '../../../contract/observation.ts'
import { isFunctionRun, type Run } from '../../../contract/run.ts'
import { settingText } from '../../../contract/function-text.ts'
import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import {
  formatBytes,
  formatDate,
  formatFactor,
  formatSeconds,
  formatShare,
  formatTenths,
  NO_NUMBER,
  UNIT_SPACE,
} from '../../../contract/text.ts'
import { embedDigest, DIGEST_PLACEHOLDER } from '../../digest/digest.ts'
import { describeRun } from '../../../contract/describe.ts'
import { figuresHtml, timelineHtml } from './figures.ts'
import { functionDetailsHtml, functionIntroHtml } from './function-parts.ts'
import { escapeHtml, factsHtml, moreHtml, tableHtml } from './html.ts'
import { diagnosisHtml, tasksHtml } from './program-article.ts'
import { STYLE } from './style.ts'
import { hostRows } from '../../../contract/host-rows.ts'
import { workerLabel } from '../../../contract/task-ref.ts'

/** Nothing is loaded from anywhere, and nothing in it runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** One page that needs nothing but itself: words, figures, tables, the circumstances, and the runs' whole data. */
export function report(runs: readonly SavedRecord[], experiments: readonly Experiment[]): string {
  const titles = [...new Set(runs.map(({ title }) => title))]
  const articles = runs.map((run) => {
    const heading = runs.length === 1 ? '' : `<h2>${escapeHtml(run.title)}</h2>\n`
    if (!isRun(run)) return programArticle(run, heading)
    const experiment = experiments.find(({ id }) => id === run.experiment)
    return article(run, experiment, heading)
  })
  return embedDigest(`<!doctype html>
<html lang="en" data-file_sha256="${DIGEST_PLACEHOLDER}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Coreglow ${escapeHtml(runs.at(-1)!.environments[0].app.version)}">
<title>Coreglow: ${escapeHtml(titles.join(' · '))}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(titles.join(' · '))}</h1>
<p class="dim">Coreglow report, ${escapeHtml(formatDate(runs.at(-1)!.createdAt))}. SHA-256 of this file (computed with zeros in its place): <code>${DIGEST_PLACEHOLDER}</code>. <code>coreglow verify</code> checks it.</p>
${articles.join('\n')}
${runs.map(dataHtml).join('\n')}
</body>
</html>
`)
}

function article(run: Run, experiment: Experiment | undefined, heading: string): string {
  const { verdict, failure } = run
  return `<article>
${heading}<p class="dim">${escapeHtml(experiment?.question ?? '')} ${escapeHtml(`${describeRun(run).runtime}`)}</p>
<div class="verdict"><p>${escapeHtml(verdict.text)}</p>${verdict.published === undefined ? '' : `<p class="dim">${escapeHtml(verdict.published)}</p>`}</div>
${failure === undefined ? '' : `<p class="noisy"><b>${run.status}:</b> ${escapeHtml(failure.message)}</p>`}
${verdict.noisy ? `<p class="noisy"><b>noisy:</b> ${escapeHtml(verdict.reasons.join(' '))}</p>` : ''}
${isFunctionRun(run) ? functionIntroHtml(run) : ''}
${figuresHtml(run)}
<h3>Results</h3>
${resultsHtml(run)}
${isFunctionRun(run) ? functionDetailsHtml(run) : ''}
${timelineHtml(run)}
${experiment === undefined ? '' : lessonHtml(experiment)}
<h3>Environment</h3>
${factsHtml(circumstances(run))}
${loadHtml(run)}
${hostsHtml(run)}
<details><summary>Where each task ran</summary>${whoHtml(run)}</details>
</article>`
}

/** A program that was watched: its diagnosis in place of results and a verdict. */
function programArticle(record: ProgramRecord, heading: string): string {
  const { failure, status } = record
  return `<article>
${heading}${failure === undefined ? '' : `<p class="noisy"><b>${status}:</b> ${escapeHtml(failure.message)}</p>`}
${diagnosisHtml(record)}
${timelineHtml(record)}
${tasksHtml(record)}
<h3>Environment</h3>
${factsHtml(circumstances(record))}
${loadHtml(record)}
</article>`
}

const number = (text: string) => ({ text, number: true })

function resultsHtml({ summary }: Run): string {
  return tableHtml(
    ['variant', 'wall time', 'min … max', 'repeats', 'speed-up', 'CPU time', 'cores busy', 'start-up'],
    summary
      .filter(({ missing }) => missing === undefined)
      .map((row) => [
        { text: row.label },
        number(formatSeconds(row.median)),
        number(`${formatSeconds(row.min)} … ${formatSeconds(row.max)}`),
        number(String(row.trials)),
        number(formatFactor(row.speedup)),
        number(formatSeconds(row.cpuMedian)),
        number(formatTenths(row.effectiveParallelism)),
        number(formatSeconds(row.workerStartMedian)),
      ]),
  )
}

/** Table of who used the cores; empty for a run without that account. */
function loadHtml({ environments: [{ load }] }: SavedRecord): string {
  if ('missing' in load) return ''
  const rows = loadRows(load).map(({ label, cores, detail }) => [{ text: label }, number(cores), { text: detail }])
  return `<details><summary>Who used the cores</summary>${tableHtml(['part', 'cores', 'programs'], rows)}</details>`
}

/** Table of the other machines; empty where there were none. */
function hostsHtml(run: Run): string {
  const rows = hostRows(run).map((row) => [
    { text: row.host },
    { text: String(row.workers), number: true },
    { text: String(row.cores), number: true },
    { text: formatTenths(row.busyCores), number: true },
    { text: row.clockMs === undefined ? NO_NUMBER : `±${row.clockMs.toFixed(1)}${UNIT_SPACE}ms`, number: true },
    { text: formatSeconds(row.samplerCpuSeconds), number: true },
    { text: row.missing ?? '' },
  ])
  if (rows.length === 0) return ''
  const columns = ['host', 'workers', 'cores', 'busy cores', 'clock', "sampler's CPU time", 'remark']
  return `<h3>Other hosts</h3>${tableHtml(columns, rows)}`
}

const MAX_WORKERS = 400

function whoHtml({ results }: Run): string {
  const rows = results.flatMap((trial) =>
    trial.workers.map((worker) => [
      { text: `${trial.variant}, repeat ${trial.repeat}` },
      { text: worker.name },
      { text: workerLabel(worker), number: true },
      { text: worker.cores.join(' ') || '–' },
      { text: formatSeconds((worker.endNs - worker.startNs) / 1e9), number: true },
      { text: formatSeconds(worker.cpuSeconds), number: true },
      { text: worker.lost ?? '', bad: true },
    ]),
  )
  const columns = ['trial', 'who', 'pid/tid', 'cores', 'worked', 'CPU time', 'lost']
  return tableHtml(columns, rows.slice(0, MAX_WORKERS)) + moreHtml(rows.length, MAX_WORKERS)
}

const part = (title: string, text: string) => `<h3>${title}</h3><p>${escapeHtml(text)}</p>`

function lessonHtml({ lesson }: Experiment): string {
  return part('Why', lesson.why) + part('What to try next', lesson.next) + part('Source', lesson.source)
}

function known<T>(value: T | { missing: string }, text: (value: T) => string): string {
  return typeof value === 'object' && value !== null && 'missing' in value ? value.missing : text(value)
}

function circumstances(run: SavedRecord): Record<string, string | undefined> {
  const { environments, monitor } = run
  const [environment] = environments
  const { machine, host, coreglow, date, noise, run_sha256: sha256 } = describeRun(run)
  return {
    machine,
    host,
    memory: formatBytes(environment.memoryBytes),
    'CPU quota': known(environment.cpuQuota, (value) => (value === 'unlimited' ? value : `${value} cores`)),
    governor: known(environment.governor, String),
    ...(isRun(run) ? planFacts(run) : {}),
    'other load': known(environment.otherLoad, (value) => `${value.toFixed(2)} cores`),
    'steal time': known(environment.steal, (value) => formatShare(value)),
    sampling: `${monitor.rateAchieved.toFixed(1)} of ${monitor.rateAsked} samples per second, ${monitor.missedTicks} missed`,
    'sampling of threads': gilSampling(monitor),
    "Coreglow's own CPU time": known(monitor.ownCpuSeconds, formatSeconds),
    noise,
    Coreglow: coreglow,
    date: formatDate(date),
    run: run.id,
    "SHA-256 of the run's data": sha256,
  }
}

function gilSampling({ gil }: MonitorReport): string | undefined {
  if (gil === undefined) return undefined
  const rates = `${gil.rateAchieved.toFixed(1)} of ${gil.rateAsked} samples per second`
  return [rates, known(gil.cpuSeconds, (seconds) => `${formatSeconds(seconds)} of CPU time`), ...gil.remarks].join('; ')
}

function planFacts(run: Run): Record<string, string | undefined> {
  const { plan, environments } = run
  const params = Object.entries(plan.params).map(([name, value]) => `${name} ${value}`)
  return {
    interpreter: `${describeRun(run).runtime}, ${run.runtime.path}`,
    'start method': environments[0].startMethod,
    plan: isFunctionRun(run)
      ? settingText(run)
      : [`${plan.workers} workers of ${plan.seconds} s, ${plan.repeat} repeats`, ...params].join(', '),
    function: run.function && `${run.function.file}, SHA-256 ${run.function.sha256}`,
  }
}

/** The whole run, for programs: `JSON.parse` of the element's text. */
function dataHtml(run: SavedRecord): string {
  return `<script type="application/json" data-run="${escapeHtml(run.id)}">${JSON.stringify(run).replaceAll('<', '\\u003c')}</script>`
}
