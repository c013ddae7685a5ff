import { every } from '../wait/schedule.ts'

export function schedulesFor(
  _type: string,
  _samples: { readonly ready: readonly number[]; readonly gone: readonly number[] },
) {
  return { schedules: { ready: every(200), gone: every(200) }, expected: { readyMs: 1000, goneMs: 1000 } }
}
