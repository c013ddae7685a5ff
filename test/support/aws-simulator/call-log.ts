/** A call as the simulator has seen it. */
export interface LoggedCall {
  /** `ec2`, `es`, `iam`, `rds`, `sts`. */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  /** For which region it is signed; empty where it is not. */
  readonly region: string
  /** When it came, on the simulator's clock. */
  readonly at: number
  /** `ok`, an error's code on the wire, or `lost`, `silent`, `html 502`; `undefined` while it is under way. */
  code?: string
}

/** Whether an operation changes anything in an account. */
export const isWrite = (operation: string): boolean => !/^(Describe|List|Get|AssumeRole|Simulate)/.test(operation)

/** Whether a call is of a random name that nobody has, by which a run finds out what it may do. */
export const isProbe = ({ input }: Pick<LoggedCall, 'input'>): boolean =>
  /[":/]vaf-(?:[a-z0-9-]+-)?[a-z2-7]{10,}(?:-1)?"/.test(JSON.stringify(input))

/** A call in a line: `CreateDomain vaf-a: ok`. */
export function callLine({ operation, input, code = 'under way' }: LoggedCall): string {
  const id = input.DomainName ?? input.DBInstanceIdentifier ?? input.DBClusterIdentifier
  return `${operation}${id === undefined ? '' : ` ${id}`}: ${code}`
}
