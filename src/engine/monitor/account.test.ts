import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { coresOfPart } from '../../contract/load.ts'
import { attribute } from '../observation/load.ts'
import { testOptions } from '../testing.ts'
import { createMonitor, type Monitor, type OwnProcess } from './monitor.ts'

const options = testOptions()
options.remove()

/**
 * Burns half a core, in its own process or in many children of 20 ms, and says at each SIGUSR1 how many CPU seconds it
 * and they have used. It leaves its parent, so that it descends from nobody who is known.
 */
const BURNER = `
use POSIX ();
use Time::HiRes qw(clock sleep);
my ($name, $kind) = @ARGV;
exit if fork;
$0 = $name;
$| = 1;
sub burn { my $until = clock() + 0.02; 1 while clock() < $until }
my $asked = 0;
$SIG{USR1} = sub { $asked = 1 };
print "$$\\n";
while (1) {
  if ($kind eq 'short') {
    my $pid = fork;
    if ($pid == 0) { burn(); POSIX::_exit(0) }
    1 while waitpid($pid, 0) < 0;
  } else { burn() }
  sleep 0.02;
  if ($asked) { $asked = 0; my $sum = 0; $sum += $_ for times; print "$sum\\n" }
}
`

interface Burner {
  readonly pid: number
  readonly name: string
  /** CPU seconds so far, by its own account. */
  readonly usedSeconds: () => Promise<number>
}

let monitor: Monitor
let ends: (() => void)[] = []
afterEach(async () => {
  for (const end of ends) end()
  ends = []
  await monitor.close()
})

async function startBurner(kind: 'steady' | 'short', name: string): Promise<Burner> {
  const child = spawn('perl', ['-e', BURNER, name, kind], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const next = async () => Number((await once(lines, 'line'))[0])
  const pid = await next()
  ends.push(() => process.kill(pid, 'SIGKILL'))
  const usedSeconds = () => {
    const answer = next()
    process.kill(pid, 'SIGUSR1')
    return answer
  }
  return { pid, name, usedSeconds }
}

/** An account of some seconds, and what each burner says that it used meanwhile. */
async function account(burners: readonly Burner[], ownProcesses: readonly OwnProcess[] = [], seconds = 3) {
  monitor = createMonitor({ sampler: options.programs.sampler, ownProcesses: () => ownProcesses })
  monitor.listen(20, {})
  await sleep(300)
  const used = () => Promise.all(burners.map((burner) => burner.usedSeconds()))
  const open = monitor.openAccount()
  const before = await used()
  await sleep(seconds * 1000)
  const after = await used()
  const counted = await open.close()
  if ('missing' in counted) throw new Error(counted.missing)
  const cpuOf = (name: string, owner: string) =>
    counted.processes
      .filter((process) => process.name === name && process.owner === owner)
      .reduce((sum, { cpuNs }) => sum + cpuNs / 1e9, 0)
  return { counted, load: attribute(counted, []), said: after.map((total, i) => total - before[i]!), cpuOf }
}

/** A tenth, and what may be burnt between the account's ends and the answers: two turns of 20 ms, and two ticks. */
function tolerance(said: number): number {
  return 0.06 + said * 0.1
}

describe.runIf(process.platform === 'linux')('an account of known loads', () => {
  test('a program of somebody else is named, with what it used', async () => {
    const burner = await startBurner('steady', 'burner-else')
    const { said, cpuOf, load } = await account([burner])
    expect(said[0]).toBeGreaterThan(0.1)
    expect(Math.abs(cpuOf('burner-else', 'other') - said[0]!)).toBeLessThan(tolerance(said[0]!))
    expect(coresOfPart(load, 'programs')).toBeGreaterThanOrEqual((said[0]! * 0.9 - 0.06) / load.seconds)
  })

  test('a program that is declared to be part of Coreglow is that, and nothing of it is other load', async () => {
    const burner = await startBurner('steady', 'burner-own')
    const ownProcesses = [{ pid: burner.pid, name: 'page' }]
    const { said, cpuOf, load } = await account([burner], ownProcesses)
    expect(said[0]).toBeGreaterThan(0.1)
    expect(Math.abs(cpuOf('page', 'app') - said[0]!)).toBeLessThan(tolerance(said[0]!))
    expect(cpuOf('burner-own', 'other')).toBe(0)
    const page = load.parts.find(({ part }) => part === 'coreglow')!.programs.find(({ name }) => name === 'page')
    expect(page!.cores * load.seconds).toBeCloseTo(cpuOf('page', 'app'), 5)
  })

  test('children of 20 ms are caught, though hardly one is alive when all processes are looked through', async () => {
    const burner = await startBurner('short', 'burner-short')
    const { said, cpuOf } = await account([burner])
    expect(said[0]).toBeGreaterThan(0.1)
    expect(Math.abs(cpuOf('burner-short', 'other') - said[0]!)).toBeLessThan(tolerance(said[0]!))
  })

  test('the parts add up to the total', async () => {
    const burners = [await startBurner('steady', 'burner-1'), await startBurner('short', 'burner-2')]
    const rests: number[] = []
    // On a machine with more work than cores the reader is interrupted between two processes: it has four attempts.
    while (rests.length < 4 && !rests.some((rest) => rest <= 0.03)) {
      const { load } = await account(burners)
      const sum = load.parts.reduce((total, { cores }) => total + Number(cores), 0)
      expect(sum + load.unattributed).toBeCloseTo(load.total, 9)
      expect(load.total).toBeGreaterThan(0.2)
      rests.push(Math.abs(load.total - sum))
      await monitor.close()
    }
    expect(Math.min(...rests)).toBeLessThanOrEqual(0.03)
  })

  test('an account that the sampler does not survive is missing, and its end is told to nobody for ever', async () => {
    monitor = createMonitor({ sampler: options.programs.sampler })
    monitor.listen(20, {})
    const open = monitor.openAccount()
    await monitor.close()
    await expect(open.close()).resolves.toEqual({ missing: expect.any(String) })
  })
})

test('without /proc there is none, with the reason', async () => {
  monitor = createMonitor({ sampler: options.programs.sampler, portable: true })
  monitor.listen(20, {})
  await expect(monitor.openAccount().close()).resolves.toEqual({ missing: 'needs Linux /proc' })
})
