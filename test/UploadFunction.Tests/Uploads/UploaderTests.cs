using System.Security.Claims;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class UploaderTests
{
    [Fact]
    public void A_User_Is_Issuer_And_Subject()
    {
        var ada = Uploader.HashOf(TestUsers.User(("iss", "https://issuer"), ("sub", "ada"), ("email", "ada@example.com")));

        // printf 'https://issuer\nada' | sha256sum
        Assert.Equal("6c0e3ae5a5875519384055b8ad1f0226a87dc06a44804a98bc5f316bdae7ab64", ada);
        Assert.Equal(ada, Uploader.HashOf(TestUsers.User(("sub", "ada"), ("iss", "https://issuer"))));
        Assert.NotEqual(ada, Uploader.HashOf(TestUsers.User(("iss", "https://issuer"), ("sub", "Ada"))));
        Assert.NotEqual(ada, Uploader.HashOf(TestUsers.User(("iss", "https://issuer/"), ("sub", "ada"))));
    }

    [Fact]
    public void Whoever_Is_Not_Exactly_One_User_Is_Nobody()
    {
        Assert.All(
            [
                new ClaimsPrincipal(),
                new ClaimsPrincipal(new ClaimsIdentity([new Claim("iss", "https://issuer"), new Claim("sub", "ada")])),
                TestUsers.User(("sub", "ada")),
                TestUsers.User(("iss", "https://issuer")),
                TestUsers.User(("iss", ""), ("sub", "ada")),
                TestUsers.User(("iss", "https://issuer"), ("sub", "")),
                TestUsers.User(("iss", "https://issuer"), ("sub", "ada"), ("sub", "bob")),
                TestUsers.User(("iss", "https://issuer"), ("iss", "https://other"), ("sub", "ada")),
                // As text the same as issuer "https://issuer" with subject "x\nada".
                TestUsers.User(("iss", "https://issuer\nx"), ("sub", "ada")),
            ],
            user =>
            {
                Assert.Null(Uploader.HashOf(user));
                Assert.False(Uploader.Is(user, null));
                Assert.False(Uploader.Is(user, ""));
            });
    }
}
