using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form.Engines;

public sealed class ChromiumScenarioTests(Browser browser) : EngineScenarios(new Chromium(browser));
