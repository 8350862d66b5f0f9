using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class UploadKeyTests
{
    [Fact]
    public void Matches_The_Published_Vector()
    {
        Assert.True(UploadKey.TryParse("0123456789abcdefghijkl", out var key));

        Assert.Equal("p1125rfjfvqn7rnh7sx2anfm5g", key.Id);
        Assert.Equal("HwpnOZWINKqNX7xL2-oowUT2UfEVEwfXjKi2g0fpMbY", key.DeleteToken);
        Assert.Equal("149476b26ae81e48a94c25d01824437ebfb29e363a96740e58b24fa97f0f83f5", key.DeleteTokenHash);
        Assert.True(UploadKey.IsDeleteToken(key.DeleteToken, key.DeleteTokenHash));
    }

    [Fact]
    public void Takes_The_Key_With_And_Without_Quotes_As_The_Same()
    {
        Assert.True(UploadKey.TryParse("\"0123456789abcdefghijkl\"", out var quoted));
        Assert.True(UploadKey.TryParse("0123456789abcdefghijkl", out var bare));
        Assert.Equal(bare, quoted);
    }

    [Theory]
    [InlineData(21, false)]
    [InlineData(22, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Takes_22_To_255_Characters(int length, bool taken) =>
        Assert.Equal(taken, UploadKey.TryParse(string.Concat(Enumerable.Repeat("kwxyz1", 50))[..length], out _));

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabcabcabcabc")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("1234512345123451234512345")]
    public void Refuses_What_Anybody_Would_Guess(string text) => Assert.False(UploadKey.TryParse(text, out _));

    [Theory]
    [InlineData("0123456789abcdefghij l")]
    [InlineData("0123456789abcdefghijklä")]
    [InlineData("0123456789abcdefghijkl\n")]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    public void Refuses_What_Is_Not_Visible_Ascii(string text) => Assert.False(UploadKey.TryParse(text, out _));

    [Fact]
    public void Makes_Random_Keys_Whose_Ids_Are_Valid_And_Differ()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => UploadKey.CreateRandom().Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(UploadKey.IsId(id)));
    }

    [Theory]
    [InlineData("p1125rfjfvqn7rnh7sx2anfm5")]
    [InlineData("p1125rfjfvqn7rnh7sx2anfm5gg")]
    [InlineData("P1125RFJFVQN7RNH7SX2ANFM5G")]
    [InlineData("p1125rfjfvqn7rnh7sx2anfm5h")]
    [InlineData("../25rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("l1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("")]
    public void Refuses_What_No_Key_Leads_To(string id) => Assert.False(UploadKey.IsId(id));

    [Fact]
    public void Refuses_Another_Token()
    {
        var (one, other) = (UploadKey.CreateRandom(), UploadKey.CreateRandom());
        Assert.False(UploadKey.IsDeleteToken(other.DeleteToken, one.DeleteTokenHash));
        Assert.False(UploadKey.IsDeleteToken("ünïcode", one.DeleteTokenHash));
        Assert.False(UploadKey.IsDeleteToken(one.DeleteToken, ""));
    }
}
