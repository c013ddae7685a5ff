import { beforeEach } from 'vitest'

/** Titles of the tests that the definition says are not there on this target, as JSON. */
const absent = JSON.parse(process.env.BEHAVIOURS_LEFT_OUT ?? '[]') as string[]

beforeEach(({ task, skip }) => {
  if (absent.includes(task.name)) skip()
})
