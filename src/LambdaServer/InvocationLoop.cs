using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace LambdaServer;

/// <summary>
/// Handles one event. The handler may change the payload; it and the response belong to the loop again when the next event comes.
/// </summary>
internal delegate ValueTask<ReadOnlyMemory<byte>> InvocationHandler(
    Memory<byte> payload, LambdaInvocation invocation, CancellationToken deadline);

/// <summary>
/// One loop of <c>next</c>, handler, <c>response</c> or <c>error</c>. No event and no handler can end it, only a stop or a Runtime API
/// that stays out of reach.
/// </summary>
internal sealed class InvocationLoop(
    RuntimeApi api, Func<InvocationHandler> createHandler, bool ownsTraceVariable, TimeProvider time, ILogger logger)
{
    /// <summary>Failures of <c>next</c> in a row before the process gives up, some ten seconds after the first.</summary>
    public const int MaxAttempts = 8;

    private ReusableBuffer _payload = new();
    private InvocationHandler _handler = createHandler();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (await ReceiveAsync(stopping) is { } invocation)
                await HandleAsync(invocation);
        }
    }

    /// <returns>Null when the server stops.</returns>
    private async Task<LambdaInvocation?> ReceiveAsync(CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            LambdaInvocation? invocation = null;
            try
            {
                using var next = await api.NextAsync(stopping);
                invocation = ReadHeaders(next.Headers);
                await _payload.ReadFromAsync(next.Content); // not cancelled: an event that was taken gets a response
                return invocation;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                logger.NextFailed(attempt, MaxAttempts, exception);
                if (invocation is not null)
                    await ReportAsync(invocation, new LambdaError("Runtime.TruncatedEvent", "The event broke off."));
                if (attempt == MaxAttempts)
                    throw;
            }

            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 << (attempt - 1), 5000)), time, stopping);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    private async Task HandleAsync(LambdaInvocation invocation)
    {
        if (ownsTraceVariable)
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);

        using var deadline = new InvocationDeadline(invocation, time, logger);

        // On the pool: a handler that blocks its thread must not keep the loop from noticing the deadline.
        var (handler, payload) = (_handler, _payload.Written);
        var work = Task.Run(async () => await handler(payload, invocation, deadline.Token));
        await ((Task)work).WaitAsync(deadline.GiveUpAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted)
        {
            logger.DeadlineMissed(invocation.RequestId);
            await ReportAsync(
                invocation, new LambdaError("Runtime.DeadlineExceeded", "There was no response by the invocation's deadline."));

            // The handler may wake up at any time: it keeps what it holds.
            _payload = new ReusableBuffer();
            _handler = createHandler();
            return;
        }

        ReadOnlyMemory<byte> response;
        try
        {
            response = await work;
        }
        catch (Exception exception)
        {
            logger.InvocationFailed(invocation.RequestId, exception);
            await ReportAsync(invocation, LambdaError.From(exception));
            return;
        }

        try
        {
            await api.RespondAsync(invocation.RequestId, response);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            logger.ResponseRefused(invocation.RequestId, response.Length, exception);
            await ReportAsync(invocation, new LambdaError("Runtime.ResponseRefused", exception.Message));
        }
    }

    private async Task ReportAsync(LambdaInvocation invocation, LambdaError error)
    {
        try
        {
            await api.ReportErrorAsync(invocation.RequestId, error);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            logger.ReportRefused(invocation.RequestId, error.Type, exception);
        }
    }

    private static LambdaInvocation ReadHeaders(HttpResponseHeaders headers)
    {
        return new LambdaInvocation(
            Header("Aws-Request-Id")
                ?? throw new HttpRequestException("The Runtime API sent an event without Lambda-Runtime-Aws-Request-Id."),
            long.TryParse(Header("Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
                && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
                : DateTimeOffset.MaxValue,
            Header("Trace-Id"));

        string? Header(string name) =>
            headers.NonValidated.TryGetValues("Lambda-Runtime-" + name, out var values) ? values.ToString() : null;
    }
}
