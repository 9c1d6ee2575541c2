#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# laws.sh   what the compiler cannot check: the pure core stays pure, files stay readable, nothing secret is committed.
# Each broken law is one line FILE:LINE: reason. docs/architecture.md says why each stands.
set -euo pipefail
cd "$(dirname "$0")/.."

perl - "$@" <<'PERL'
use strict;
use warnings;

# --- what the pure targets may import ------------------------------------------
my %imports = (
    Chat   => [],
    Conf   => [qw(Chat CToml)],
    Engine => [qw(Chat Conf Language CRE2 CWords OrderedCollections)],
    IRC    => [qw(Chat)],
    Matrix => [qw(Chat)],
    Language => [qw(CModel)],
);
# Files of the pure targets that may use Foundation (and its floating-point seconds), each with its reason.
my %foundation = map { $_ => 1 } (
    'Sources/Engine/Schedule/ZoneTable.swift',    # the zones of IANA names, for moments given
);
# The adapters' contract is the one place of the core that speaks of waiting.
my %may_wait = map { $_ => 1 } ('Sources/Chat/Adapter.swift');

my @waiting = (
    [ qr/\b(?:async|await|actor|Task)\b/ => 'the pure core never waits' ],
);
my @forbidden = (
    [ qr/\bDate\(\)|(?<!\bcore)\.now\b|\bClock\b|\bclock_gettime\b|\bContinuousClock\b|\bSuspendingClock\b/ => 'time is data: it comes in events' ],
    [ qr/\brandom\w*|RandomNumberGenerator|\bshuffled?\b|\barc4random\w*|\bdrand48\b|\bgetrandom\b|\bUUID\(/ => 'chance is data: it comes in events' ],
    [ qr/(?<!inout )\bHasher\b|\bhashValue\b/ => 'the hash seed differs from process to process' ],
    [ qr/\b(?:TimeZone|Locale|Calendar)\.(?:current|autoupdatingCurrent)\b|\bProcessInfo\b/ => 'the surroundings are no argument' ],
    [ qr/\bDispatch\w*|\bGlibc\b|\bMusl\b|\bpthread_\w+|\bThread\b/ => 'no threads and no system calls here' ],
    [ qr/\b(?:Logger|NSLog|os_log)\b|\bprint\(|\bdebugPrint\(|\bdump\(/ => 'the core explains, the shell logs' ],
    [ qr/\bsocket\(|\bFileHandle\b|\bFileManager\b|\bfopen\(/ => 'no input or output here' ],
    [ qr/\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\s/ => 'SQL belongs to Store' ],
);
my @judgement = (
    [ qr/\b(?:Double|Float|Float16|Float80|CGFloat)\b/ => 'judgement counts in integers (docs/decisions/0008)' ],
    [ qr/\.(?:lowercased|uppercased)\(\)|\.(?:localizedLowercase|localizedUppercase|capitalized)\b/ => 'identifiers fold as their protocol says, text by scalars (THREATS L1)' ],
);
my @everywhere = (
    [ qr/\btry!/ => 'no try!: say what happens instead' ],
    [ qr/\bas!/ => 'no as!: say what happens instead' ],
    [ qr/\bfatalError\(/ => 'no fatalError: a peer must never reach it, and a mistake of ours is a precondition' ],
    [ qr/[\w)\]]!(?=[\s.,)\]:;]|$)/ => 'no forced unwrapping: say what happens instead' ],
    [ qr/\b(?:struct|class|enum|actor|protocol|typealias)\s+\w*(?:Manager|Helper|Utils?|Service|Impl|Base)\b/ => 'name it by its role' ],
);

my @broken;
my %counted = (files => 0);
sub broken { my ($file, $line, $why) = @_; push @broken, "$file:$line: $why" }

# Blanks comments and the text of string literals; interpolations stay code. Lines keep their numbers.
sub code_of {
    my ($s) = @_;
    my ($out, $i, $n, $depth) = ('', 0, length $s, 0);
    my @stack;    # open literals: [closing delimiter, hashes, is multi-line], or ['(', nesting] inside an interpolation
    while ($i < $n) {
        my $top = $stack[-1];
        if (defined $top && $top->[0] ne '(') {
            my ($close, $hashes) = @$top;
            my $escape = '\\' . $hashes;
            if (substr($s, $i, length $close) eq $close) { $out .= '"'; $i += length $close; pop @stack; next }
            if (substr($s, $i, length($escape) + 1) eq "$escape(") { $out .= '('; $i += length($escape) + 1; push @stack, ['(', 1]; next }
            if (substr($s, $i, length $escape) eq $escape) { $i += length($escape) + 1; next }
            $out .= substr($s, $i, 1) eq "\n" ? "\n" : ''; $i++; next;
        }
        my $two = substr $s, $i, 2;
        if ($two eq '//') { my $e = index $s, "\n", $i; $e = $n if $e < 0; $i = $e; next }
        if ($two eq '/*') {
            my $level = 1; $i += 2;
            while ($i < $n && $level) {
                my $t = substr $s, $i, 2;
                if ($t eq '/*') { $level++; $i += 2 } elsif ($t eq '*/') { $level--; $i += 2 }
                else { $out .= "\n" if substr($s, $i, 1) eq "\n"; $i++ }
            }
            next;
        }
        if (substr($s, $i) =~ /\A(#*)("""|")/) {
            push @stack, [ $2 . $1, $1 ]; $out .= '"'; $i += length($1) + length($2); next;
        }
        my $c = substr $s, $i, 1;
        if (defined $top) {
            $top->[1]++ if $c eq '(';
            if ($c eq ')') { $top->[1]--; if (!$top->[1]) { pop @stack; $out .= ')'; $i++; next } }
        }
        $out .= $c; $i++;
    }
    return $out;
}

sub slurp { my ($f) = @_; open my $h, '<:raw', $f or die "$f: $!\n"; local $/; my $s = <$h>; return defined $s ? $s : '' }
sub each_line { my ($text, $do) = @_; my $n = 0; for (split /\n/, $text, -1) { $n++; $do->($n, $_) } }
sub check {
    my ($file, $code, @laws) = @_;
    each_line($code, sub { my ($n, $line) = @_; for (@laws) { my ($what, $why) = @$_; broken($file, $n, "$why: «$&»") if $line =~ $what } });
}

# Committed files and those about to be.
my @all = split /\0/, `git ls-files -z --cached --others --exclude-standard`;
@all = grep { -f } @all;

for my $file (grep { m{^(?:Sources|Tests)/.*\.(?:swift|c|cpp|h)$} } @all) {
    $counted{files}++;
    my $text = slurp($file);
    my $lines = ($text =~ tr/\n//);
    broken($file, $lines, "$lines lines: split it (400 at most)") if $lines > 400;
    next unless $file =~ /\.swift$/;
    broken($file, 1, 'the first line is // SPDX-License-Identifier: Apache-2.0')
        unless $text =~ m{\A// SPDX-License-Identifier: Apache-2\.0\n};
    next unless $file =~ m{^Sources/(\w+)/};
    my $target = $1;
    my $code = code_of($text);
    check($file, $code, @everywhere);
    each_line($text, sub {
        my ($n, $line) = @_;
        broken($file, $n, 'no left-overs: an issue, or nothing') if $line =~ m{//.*\b(?:TODO|FIXME|XXX|HACK)\b};
    });
    my $allowed = $imports{$target} or next;
    my %allowed = map { $_ => 1 } @$allowed;
    each_line($code, sub {
        my ($n, $line) = @_;
        return unless $line =~ /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/;
        my $module = $1;
        return if $allowed{$module};
        return if $module =~ /^Foundation(?:Essentials)?$/ && $foundation{$file};
        broken($file, $n, "$target may not import $module");
    });
    check($file, $code, @forbidden);
    check($file, $code, @waiting) unless $may_wait{$file};
    check($file, $code, @judgement) if $target ne 'Conf' && !$foundation{$file};
}

# --- a setting that nobody reads is a promise broken -------------------------------
{
    my $readers = join '', map { slurp($_) } grep { m{^Sources/(?!Conf/)\w+/.*\.swift$} } @all;
    for my $file (grep { m{^Sources/Conf/Settings/\w+\.swift$} } @all) {
        my ($code, $owner) = (slurp($file), '');
        each_line($code, sub {
            my ($n, $line) = @_;
            $owner = $1 if $line =~ /^public enum (\w+)/;
            return unless $line =~ /static let `?(\w+)`? = Setting</;
            broken($file, $n, "nothing reads the setting $owner.$1") if $readers !~ /\b$owner\.`?$1\b/;
        });
    }
    # What a rule or prompt says of itself.
    for my $file ('Sources/Conf/Structure/Content.swift') {
        each_line(slurp($file), sub {
            my ($n, $line) = @_;
            return unless $line =~ /^    public var (\w+): (?!\[\w+Entry\])/;
            broken($file, $n, "nothing reads «$1»") if $readers !~ /\.$1\b/;
        });
    }
}

# --- nothing secret, nothing of one machine --------------------------------------
for my $file (@all) {
    next if $file =~ m{^(?:LICENSE|Tests/Corpora/)} || -B $file;
    each_line(slurp($file), sub {
        my ($n, $line) = @_;
        broken($file, $n, 'a private key') if $line =~ /^-----BEGIN [A-Z ]*PRIVATE KEY/;
        broken($file, $n, 'looks like a token') if $line =~ /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|syt_[A-Za-z0-9_]{20,}|xox[abp]-\w{10,}|AKIA[0-9A-Z]{16})\b/;
        broken($file, $n, "a path of somebody's machine") if $line =~ m{(?:^|[\s"'=(`])(?:/home|/Users|/work)/\w|\.\./share[d]\b} && $file ne 'scripts/laws.sh';
    });
}

if (@broken) {
    print STDERR "$_\n" for sort @broken;
    print STDERR scalar(@broken), " broken laws in $counted{files} source files\n";
    exit 1;
}
print "laws: $counted{files} source files, all kept\n";
PERL
