using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

public sealed class ObjectKeysTests
{
    [Theory]
    [InlineData("images/p1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("site/index.html")]
    [InlineData("site/fonts/Inter-4.1.woff2")]
    [InlineData("x")]
    public void Takes_A_Key(string key) => ObjectKeys.ThrowIfInvalid(key);

    [Theory]
    [InlineData("")]
    [InlineData("/images/x")]
    [InlineData("images//x")]
    [InlineData("images/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("images/../../x")]
    [InlineData("images/.hidden")]
    [InlineData("images/x.")]
    [InlineData("images\\x")]
    [InlineData("C:/x")]
    [InlineData("images/x\0")]
    [InlineData("images/x y")]
    [InlineData("images/x%2F")]
    [InlineData("images/é")]
    public void Takes_No_Key_That_Could_Mean_Something_Else(string key) =>
        Assert.ThrowsAny<ArgumentException>(() => ObjectKeys.ThrowIfInvalid(key));

    [Fact]
    public void Takes_No_Key_Beyond_The_Limit_Of_S3()
    {
        ObjectKeys.ThrowIfInvalid(new string('x', ObjectKeys.MaxLength));
        Assert.ThrowsAny<ArgumentException>(() => ObjectKeys.ThrowIfInvalid(new string('x', ObjectKeys.MaxLength + 1)));
    }
}
