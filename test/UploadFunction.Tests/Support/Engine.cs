namespace UploadFunction.Tests.Support;

/// <summary>A browser engine that tests drive, and what its browsers by themselves do otherwise than the others.</summary>
public abstract class Engine
{
    /// <summary>Whether a paste event has the files of the clipboard.</summary>
    internal virtual bool PastesFiles => true;

    /// <summary>Whether what is pasted while a button has the focus is an event of the button, and not of the body.</summary>
    internal virtual bool PastesAtButtons => true;

    internal virtual bool RestoresOnReload => false;

    /// <summary>Whether a canvas can become a WebP.</summary>
    internal virtual bool EncodesWebp => true;

    /// <summary>Skips the running test where the engine cannot be had.</summary>
    internal virtual void Require()
    {
    }

    /// <param name="keepsPages">Whether the page comes out of the back/forward cache on Back; without it, what is least work.</param>
    internal abstract Task<DrivenPage> OpenAsync(Uri address, bool? keepsPages = null);
}
