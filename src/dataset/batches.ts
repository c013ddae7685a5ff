/** What can be looped over, whether it is in memory or is read meanwhile. */
export type Elements<Element> = Iterable<Element> | AsyncIterable<Element>

/** So many elements at a time; the last are those that are left. Holds one batch. */
export async function* batchesOf<Element>(
  elements: Elements<Element>,
  size: number,
): AsyncGenerator<readonly Element[], void, void> {
  let batch: Element[] = []
  for await (const element of elements) {
    batch.push(element)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
