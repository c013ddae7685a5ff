import { onTestFinished } from 'vitest'

/** Says where ports are published, which testcontainers would look up otherwise where it takes itself to be in a container. */
export const published = { TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1' }

/** Sets variables of this process until the test is over; returns them. What was there is set again. */
export function setVariables<Variables extends Readonly<Record<string, string>>>(variables: Variables): Variables {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  return variables
}
