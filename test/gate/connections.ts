/** Tells whether a number has been the same in five looks; for `expect.poll(…).toSatisfy(isSteady())`. */
export function isSteady(): (value: number) => boolean {
  let last = Number.NaN
  let looks = 0
  return (value) => {
    looks = value === last ? looks + 1 : 0
    last = value
    return looks >= 5
  }
}

interface Countable {
  getConnections(callback: (error: Error | null, count: number) => void): unknown
}

/** How many connections a server has. */
export function countConnections(server: Countable): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}
