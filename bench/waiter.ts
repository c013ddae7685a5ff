import { drawsOf } from '../test/support/draws.ts'
import { table } from './support/measure.ts'
import { drawMs, type Scenario, scenarios } from './support/waiter-scenarios.ts'
import { learnt, ours, sdkWaiter, terraform, type WayOf } from './support/waiter-schedules.ts'

const DRAWS = 4_000
const SEED = 20_261_125

/** What one way costs on the average. */
interface Cost {
  readonly name: string
  /** From readiness to the poll that sees it, in milliseconds. */
  readonly lateMs: number
  /** Polls until then, that one included. */
  readonly polls: number
}

const emulator = scenarios.at(-1)!
/** Ten earlier runs that took three times as long as this one will. */
const slower = (scenario: Scenario): Scenario => ({
  ...scenario,
  parts: scenario.parts.map((part) => ({ ...part, medianMinutes: part.medianMinutes * 3 })),
})

const peers: readonly (readonly [string, WayOf])[] = [
  ['Terraform', terraform],
  ['SDK waiter, 30 to 120 s', sdkWaiter],
]

/** For those who would rather poll less: the other end of what the schedule can be told. */
const sparse = { pollCostMs: 18_000, growth: 3, longestMs: 300_000 }

const own: readonly (readonly [string, WayOf])[] = [
  ['ours, nothing learnt', ours()],
  ['ours, learnt from 10 runs', learnt()],
  ['ours, learnt from an emulator', learnt(() => emulator)],
  ['ours, learnt from runs of 3 x', learnt(slower)],
  ['ours, few polls', ours(sparse)],
]

/** Settings along the front: what a poll may cost, in seconds. */
const front = [0.1, 0.3, 1, 3, 10]

/** How late each way notices that something is over, and how many polls it takes for that, on a simulated clock. */
export async function bench(): Promise<void> {
  console.log(
    `Means of ${DRAWS} waits each, drawn from assumed distributions (seed ${SEED}). Late: from readiness to the poll that sees it.\n` +
      `Few polls: ${JSON.stringify(sparse)}. A poll takes no time.\n`,
  )
  for (const scenario of scenarios) console.log(`${report(scenario)}\n`)
}

function report(scenario: Scenario): string {
  const others = peers.map(([name, way]) => costOf(name, way, scenario))
  const costs = [...others, ...own.map(([name, way]) => costOf(name, way, scenario))]
  const header = ['', 'late', 'polls', ...others.flatMap(({ name }) => [`to ${name.split(',')[0]}`, 'polls'])]
  const rows = costs.map(({ name, lateMs, polls }) => [
    name,
    seconds(lateMs),
    polls.toFixed(1),
    ...others.flatMap((other) => [`${(lateMs / other.lateMs).toFixed(2)} x`, `${(polls / other.polls).toFixed(2)} x`]),
  ])
  const settings = front.map((cost) => {
    const { lateMs, polls } = costOf('', ours({ pollCostMs: cost * 1_000 }), scenario)
    return `${cost} s: ${seconds(lateMs)} with ${polls.toFixed(1)}`
  })
  return [
    `${scenario.name}: ${assumption(scenario)}`,
    table([header, ...rows]),
    ...others.map((other) => verdict(other, costs.slice(others.length))),
    `Front, by what a poll may cost: ${settings.join('; ')} polls.`,
  ].join('\n')
}

/** Which of ours are better than another way on both axes. */
function verdict(other: Cost, ours: readonly Cost[]): string {
  const better = ours.filter(({ lateMs, polls }) => lateMs < other.lateMs && polls < other.polls)
  const names = better.map(({ name }) => name.replace('ours, ', ''))
  return `Earlier and with fewer polls than ${other.name}: ${names.join('; ') || 'none'}.`
}

function assumption({ parts }: Scenario): string {
  return parts
    .map(({ share, medianMinutes, spread }) => {
      const median = medianMinutes < 1 ? `${(medianMinutes * 60).toFixed(0)} s` : `${medianMinutes} min`
      return `${(share * 100).toFixed(0)} % lognormal with median ${median} and sigma ${spread}`
    })
    .join(', ')
}

/** Each way meets the same waits. The loop is that of `waitForState` with polls that take no time and never fail. */
function costOf(name: string, wayOf: WayOf, scenario: Scenario): Cost {
  const [drawn, random] = [drawsOf(SEED), drawsOf(SEED + 1)]
  let [lateMs, polls] = [0, 0]
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const readyMs = drawMs(scenario, drawn)
    const { delayMs, schedule } = wayOf(scenario, random)
    let elapsedMs = delayMs
    let taken = 1
    for (; elapsedMs < readyMs; taken += 1) elapsedMs += schedule({ elapsedMs, polls: taken, state: 'creating' })
    lateMs += elapsedMs - readyMs
    polls += taken
  }
  return { name, lateMs: lateMs / DRAWS, polls: polls / DRAWS }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
