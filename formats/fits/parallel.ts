/** Runs `job(0..count - 1)`, at most `limit` at a time. Settles only when every started job has; rejects with the first failure. */
export async function parallel(count: number, limit: number, job: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      try {
        await job(next++);
      } catch (err) {
        next = count;
        throw err;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: Math.min(limit, count) }, lane));
  const failed = settled.find(result => result.status === 'rejected');
  if (failed) throw failed.reason;
}
