/**
 * Lives whose history nobody can follow any more: it holds what their code would not have done. The server notes it after
 * some tries; left alone they would be tried for ever. Their rows say all there is to know, so they end, and begin anew.
 */
import { WorkflowNotFoundError, type Client } from '@temporalio/client'

/** The server's own search attribute (1.29 and later). */
const notFollowed = `ExecutionStatus = 'Running' and TemporalReportedProblems in ('cause=WorkflowTaskFailedCauseNonDeterministicError')`

/** Ends at most so many of them. @returns their ids */
export async function endStuck(client: Client, limit: number): Promise<string[]> {
  const ended: string[] = []
  for await (const { workflowId, runId } of client.workflow.list({ query: notFollowed, pageSize: limit })) {
    try {
      await client.workflow
        .getHandle(workflowId, runId)
        .terminate('Its history can not be followed: it begins anew from the rows.')
      ended.push(workflowId)
    } catch (error) {
      // It ended by itself, or somebody was faster.
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
    if (ended.length === limit) break
  }
  return ended
}
