import type { DatasetEdge, DatasetVertex, GraphSizes, PropertyValue } from './dataset.ts'

/** Adds up how large a graph is. */
export class GraphSize {
  #vertexCount = 0
  #edgeCount = 0
  #valueCount = 0
  #textLength = 0

  vertex({ id, label, properties }: DatasetVertex): void {
    this.#vertexCount += 1
    this.#textLength += id.length + label.length
    for (const values of Object.values(properties)) for (const value of values) this.#value(value)
  }

  edge({ id, label, properties }: DatasetEdge): void {
    this.#edgeCount += 1
    this.#textLength += id.length + label.length
    for (const value of Object.values(properties)) this.#value(value)
  }

  total(): GraphSizes {
    return {
      vertexCount: this.#vertexCount,
      edgeCount: this.#edgeCount,
      valueCount: this.#valueCount,
      textLength: this.#textLength,
    }
  }

  #value(value: PropertyValue): void {
    this.#valueCount += 1
    if (typeof value === 'string') this.#textLength += value.length
  }
}
