/** A call in the log of the simulator. */
export interface LoggedCall {
  /** `ec2`, `es`, `iam`, `rds`, `sts`. */
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  /** The region of its signature; empty where the call is not signed. */
  readonly region: string
  /** When the call arrived, on the simulator's clock. */
  readonly at: number
  /** `ok`, an error's code on the wire, or `lost`, `silent`, `html 502`; `undefined` while it is under way. */
  code?: string
}

/** Whether an operation changes anything in an account. */
export const isWrite = (operation: string): boolean => !/^(Describe|List|Get|AssumeRole|Simulate)/.test(operation)

/** Whether a call names a random resource that does not exist, with which a run checks its permissions. */
export const isProbe = ({ input }: Pick<LoggedCall, 'input'>): boolean =>
  /[":/]vaf-(?:[a-z0-9-]+-)?[a-z2-7]{10,}(?:-1)?"/.test(JSON.stringify(input))

/** A call as a line: `CreateDomain vaf-a: ok`. */
export function callLine({ operation, input, code = 'under way' }: LoggedCall): string {
  const id = input.DomainName ?? input.DBInstanceIdentifier ?? input.DBClusterIdentifier
  return `${operation}${id === undefined ? '' : ` ${id}`}: ${code}`
}
