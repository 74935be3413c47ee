import type { Experiment } from '../../../contract/experiment.ts'
import { loadRows } from '../../../contract/load.ts'
import type { Run } from '../../../contract/run.ts'
import {
  formatBytes,
  formatDate,
  formatFactor,
  formatSeconds,
  formatShare,
  formatTenths,
} from '../../../contract/text.ts'
import { embedDigest, DIGEST_PLACEHOLDER } from '../../digest/digest.ts'
import { describeRun } from '../../../contract/describe.ts'
import { figuresHtml, timelineHtml } from './figures.ts'
import { escapeHtml, factsHtml, tableHtml } from './html.ts'
import { STYLE } from './style.ts'
import { threadLabel } from '../../../contract/task-ref.ts'

/** Nothing is loaded from anywhere, and nothing in it runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** One page that needs nothing but itself: words, figures, tables, the circumstances, and the runs' whole data. */
export function report(runs: readonly Run[], experiments: readonly Experiment[]): string {
  const titles = [...new Set(runs.map(({ title }) => title))]
  const articles = runs.map((run) =>
    article(
      run,
      experiments.find(({ id }) => id === run.experiment),
      runs.length === 1 ? '' : `<h2>${escapeHtml(run.title)}</h2>\n`,
    ),
  )
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
${heading}<p class="dim">${escapeHtml(experiment?.question ?? '')} ${escapeHtml(describeRun(run).runtime)}</p>
<div class="verdict"><p>${escapeHtml(verdict.text)}</p>${verdict.published === undefined ? '' : `<p class="dim">${escapeHtml(verdict.published)}</p>`}</div>
${failure === undefined ? '' : `<p class="noisy"><b>${run.status}:</b> ${escapeHtml(failure.message)}</p>`}
${verdict.noisy ? `<p class="noisy"><b>noisy:</b> ${escapeHtml(verdict.reasons.join(' '))}</p>` : ''}
${figuresHtml(run)}
<h3>Results</h3>
${resultsHtml(run)}
${timelineHtml(run)}
${experiment === undefined ? '' : lessonHtml(experiment)}
<h3>Environment</h3>
${factsHtml(circumstances(run))}
${loadHtml(run)}
<details><summary>Where each task ran</summary>${whoHtml(run)}</details>
</article>`
}

const number = (text: string) => ({ text, number: true })

function resultsHtml({ summary }: Run): string {
  return tableHtml(
    ['variant', 'wall time', 'min … max', 'repeats', 'speed-up', 'CPU time', 'cores busy', 'start-up'],
    summary.map((row) => [
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

/** Who used the cores, where the run has it. */
function loadHtml({ environments: [{ load }] }: Run): string {
  if ('missing' in load) return ''
  const rows = loadRows(load).map(({ label, cores, detail }) => [{ text: label }, number(cores), { text: detail }])
  return `<details><summary>Who used the cores</summary>${tableHtml(['part', 'cores', 'programs'], rows)}</details>`
}

const MAX_WORKERS = 400

function whoHtml({ results }: Run): string {
  const rows = results.flatMap((trial) =>
    trial.workers.map((worker) => [
      { text: `${trial.variant}, repeat ${trial.repeat}` },
      { text: worker.name },
      { text: threadLabel(worker), number: true },
      { text: worker.cores.join(' ') || '–' },
      { text: formatSeconds((worker.endNs - worker.startNs) / 1e9), number: true },
      { text: formatSeconds(worker.cpuSeconds), number: true },
      { text: worker.lost ?? '', bad: true },
    ]),
  )
  const columns = ['trial', 'who', 'pid/tid', 'cores', 'worked', 'CPU time', 'lost']
  const more =
    rows.length > MAX_WORKERS ? `<p class="dim">and ${rows.length - MAX_WORKERS} more, in the data below</p>` : ''
  return tableHtml(columns, rows.slice(0, MAX_WORKERS)) + more
}

const part = (title: string, text: string) => `<h3>${title}</h3><p>${escapeHtml(text)}</p>`

function lessonHtml({ lesson }: Experiment): string {
  return part('Why', lesson.why) + part('What to try next', lesson.next) + part('Source', lesson.source)
}

function known<T>(value: T | { missing: string }, text: (value: T) => string): string {
  return typeof value === 'object' && value !== null && 'missing' in value ? value.missing : text(value)
}

function circumstances(run: Run): Record<string, string | undefined> {
  const { environments, plan, monitor } = run
  const [environment] = environments
  const { machine, host, runtime, coreglow, date, noise, run_sha256: sha256 } = describeRun(run)
  const params = Object.entries(plan.params).map(([name, value]) => `${name} ${value}`)
  return {
    machine,
    host,
    memory: formatBytes(environment.memoryBytes),
    'CPU quota': known(environment.cpuQuota, (value) => (value === 'unlimited' ? value : `${value} cores`)),
    governor: known(environment.governor, String),
    interpreter: `${runtime}, ${run.runtime.path}`,
    'start method': environment.startMethod,
    plan: [`${plan.workers} workers of ${plan.seconds} s, ${plan.repeat} repeats`, ...params].join(', '),
    'other load': known(environment.otherLoad, (value) => `${value.toFixed(2)} cores`),
    'steal time': known(environment.steal, (value) => formatShare(value)),
    sampling: `${monitor.rateAchieved.toFixed(1)} of ${monitor.rateAsked} samples per second, ${monitor.missedTicks} missed`,
    "Coreglow's own CPU time": known(monitor.ownCpuSeconds, formatSeconds),
    noise,
    Coreglow: coreglow,
    date: formatDate(date),
    run: run.id,
    "SHA-256 of the run's data": sha256,
  }
}

/** The whole run, for programs: `JSON.parse` of the element's text. */
function dataHtml(run: Run): string {
  return `<script type="application/json" data-run="${escapeHtml(run.id)}">${JSON.stringify(run).replaceAll('<', '\\u003c')}</script>`
}
