/** What goes wrong between a Gremlin driver and a server of another line, each as one sentence for a user; often nothing. */
export function driverWarnings(driverVersion: string, serverVersion: string): string[] {
  const driver = line(driverVersion)
  const server = line(serverVersion)
  if (driver === server) return []
  const versions = `the Gremlin driver of this project is ${driverVersion}, the server speaks TinkerPop ${serverVersion}`
  if (driver > server && driver >= 3.08 && server < 3.08) {
    return [
      `${versions}: iterate() fails there with "Could not locate method: DefaultGraphTraversal.discard()". ` +
        'The fixtures cope; for clients of your own install gremlin 3.7.4.',
    ]
  }
  if (driver > server) return [`${versions}: steps that are newer than the server fail there.`]
  return [
    `${versions}: iterate() fails there, because the step none() has changed its meaning. ` +
      'The fixtures cope; for clients of your own install a driver of its line.',
  ]
}

/** Major and minor as one number that can be compared: 3.07 for 3.7.4. */
function line(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major + minor / 100
}
