#!/usr/bin/perl
# gentypes.pl IDL HEADERDIR CDIR: make _libxl_types.h, _libxl_types_json.h and
# _libxl_types.c from the description of libxl's types.
#
# JSON: a field is left out while it has its default value, structures are
# always written, the arm of a union is the member "KEY.arm".
use strict;
use warnings;

my ($idl, $out, $cdir) = @ARGV;
my (%enums, %structs, @order);

# --- reading ---

open(my $in, '<', $idl) or die "$idl: $!\n";
my @lines = grep { /\S/ } map { s/#.*//r =~ s/^\s+|\s+$//gr } <$in>;
close($in);

sub bad { die "$idl: cannot understand '$_[0]'\n" }

sub read_fields
{
	my @fields;

	while (defined(my $l = shift @lines)) {
		return \@fields if $l eq '}';
		if ($l =~ /^struct (\w+) \{$/) {
			push @fields, { kind => 'inline', name => $1,
					fields => read_fields() };
		} elsif ($l =~ /^union (\w+) (\w+) \{$/) {
			push @fields, { kind => 'union', key => $1,
					name => $2, fields => read_fields() };
		} elsif ($l =~ /^arm (\w+) \{$/) {
			push @fields, { kind => 'arm', name => $1,
					fields => read_fields() };
		} elsif ($l =~ /^array (\w+) (\w+) (\w+)$/) {
			push @fields, { kind => 'array', type => $1,
					name => $2, len => $3 };
		} elsif ($l =~ /^(\w+) (\w+)(?: = (.+))?$/) {
			push @fields, { kind => 'field', type => $1,
					name => $2, default => $3 };
		} else {
			bad($l);
		}
	}
	bad('end of file');
}

while (defined(my $l = shift @lines)) {
	if ($l =~ /^enum (\w+)(?: prefix (\w+))?(?: init (\w+))? \{$/) {
		my $e = $enums{$1} = { name => $1, prefix => $2, init => $3 };
		$e->{prefix} //= 'LIBXL_' . uc $1;
		while (($l = shift @lines) ne '}') {
			$l =~ /^(\w+) = (-?\d+)$/ or bad($l);
			push @{$e->{values}}, [$1, $2];
		}
		push @order, $e;
	} elsif ($l =~ /^struct (\w+) \{$/) {
		my $s = $structs{$1} = { name => $1 };
		$s->{fields} = read_fields();
		push @order, $s;
	} else {
		bad($l);
	}
}

# --- types ---
# c: the C type; zero: how to ask whether it has its default; gen/parse: the
# JSON functions; dispose/copy: none for plain values.

my %builtin = (
	bool	=> { c => 'bool', num => 1, gen => 'bool' },
	u8	=> { c => 'uint8_t', num => 1 },
	u16	=> { c => 'uint16_t', num => 1 },
	u32	=> { c => 'uint32_t', num => 1 },
	u64	=> { c => 'uint64_t', num => 1 },
	int	=> { c => 'int', num => 1 },
	domid	=> { c => 'libxl_domid', num => 1 },
	devid	=> { c => 'libxl_devid', num => 1, default => '-1' },
	memkb	=> { c => 'uint64_t', num => 1,
		     default => 'LIBXL_MEMKB_DEFAULT' },
	string	=> { c => 'char *', text => 1 },
	conststring => { c => 'const char *', text => 1 },
	ev_link	=> { c => 'libxl_ev_link', skip => 1 },
);
for (qw(defbool uuid mac bitmap cpuid_policy_list string_list key_value_list
	hwcap ms_vm_genid)) {
	$builtin{$_} = { c => "libxl_$_", fn => 1 };
}
my %dispose = (bitmap => 'libxl_bitmap_dispose',
	       cpuid_policy_list => 'libxl_cpuid_dispose',
	       string_list => 'libxl_string_list_dispose',
	       key_value_list => 'libxl_key_value_list_dispose');
my %copyfn = (bitmap => 'libxl_bitmap_copy_alloc',
	      cpuid_policy_list => 'libxl_cpuid_policy_list_copy',
	      string_list => 'libxl_string_list_copy',
	      key_value_list => 'libxl_key_value_list_copy');

sub ctype
{
	my $t = shift;
	return $builtin{$t}{c} if $builtin{$t};
	return "libxl_$t" if $enums{$t} || $structs{$t};
	bad("type $t");
}

sub default_of
{
	my ($f) = @_;
	my $t = $f->{type};
	return $f->{default} if defined $f->{default};
	return $builtin{$t}{default} // '0' if $builtin{$t};
	return $enums{$t}{prefix} . '_' . $enums{$t}{init}
		if $enums{$t} && $enums{$t}{init};
	return '0';
}

sub key_enum
{
	my ($fields, $u) = @_;
	my ($k) = grep { $_->{name} eq $u->{key} } @$fields;
	return $enums{$k->{type}};
}

# --- declarations ---

sub declare
{
	my ($fields, $ind) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		if ($f->{kind} eq 'field') {
			$s .= $t . ctype($f->{type}) . " $f->{name};\n";
		} elsif ($f->{kind} eq 'array') {
			$s .= "${t}int $f->{len};\n$t" . ctype($f->{type}) .
			      " *$f->{name};\n";
		} else {
			my $w = $f->{kind} eq 'union' ? 'union' : 'struct';
			$s .= "${t}$w {\n" . declare($f->{fields}, $ind + 1) .
			      "$t} $f->{name};\n";
		}
	}
	return $s;
}

sub walk_structs { grep { $_->{fields} } @order }
sub unions { grep { $_->{kind} eq 'union' } @{$_[0]{fields}} }

# --- init ---

sub init_code
{
	my ($fields, $p, $ind) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		my $e = "$p$f->{name}";
		if ($f->{kind} eq 'inline') {
			$s .= init_code($f->{fields}, "$e.", $ind);
		} elsif ($f->{kind} eq 'field') {
			if ($structs{$f->{type}}) {
				$s .= "${t}libxl_$f->{type}_init(&$e);\n";
			} elsif (default_of($f) ne '0') {
				$s .= "$t$e = " . default_of($f) . ";\n";
			}
		}
	}
	return $s;
}

# --- dispose ---

sub dispose_code
{
	my ($all, $fields, $p, $ind) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		my $e = "$p$f->{name}";
		if ($f->{kind} eq 'inline') {
			$s .= dispose_code($all, $f->{fields}, "$e.", $ind);
		} elsif ($f->{kind} eq 'union') {
			my $body = '';
			for my $a (@{$f->{fields}}) {
				my $c = dispose_code($all, $a->{fields},
						     "$e.$a->{name}.",
						     $ind + 1);
				$body .= "${t}case " . arm_value($all, $f, $a) .
					 ":\n$c$t\tbreak;\n" if $c;
			}
			$s .= "${t}switch (${p}$f->{key}) {\n$body" .
			      "${t}default:\n$t\tbreak;\n$t}\n" if $body;
		} elsif ($f->{kind} eq 'array') {
			my $c = dispose_one($f->{type}, "${e}[i]", "$t\t");
			$s .= "${t}for (int i = 0; i < ${p}$f->{len}; i++)\n$c"
				if $c;
			$s .= "${t}free($e);\n";
		} else {
			$s .= dispose_one($f->{type}, $e, $t);
		}
	}
	return $s;
}

sub dispose_one
{
	my ($type, $e, $t) = @_;
	return "${t}libxl_${type}_dispose(&$e);\n" if $structs{$type};
	return "${t}free($e);\n" if $type eq 'string';
	return "${t}free((void *)$e);\n" if $type eq 'conststring';
	return "$t$dispose{$type}(&$e);\n" if $dispose{$type};
	return '';
}

sub arm_value
{
	my ($all, $u, $a) = @_;
	my $e = key_enum($all, $u);
	return $e->{prefix} . '_' . uc $a->{name};
}

# --- copy ---

sub copy_code
{
	my ($all, $fields, $p, $ind) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		my $e = "$p$f->{name}";
		if ($f->{kind} eq 'inline') {
			$s .= copy_code($all, $f->{fields}, "$e.", $ind);
		} elsif ($f->{kind} eq 'union') {
			$s .= "${t}switch (src->${p}$f->{key}) {\n";
			for my $a (@{$f->{fields}}) {
				$s .= "${t}case " . arm_value($all, $f, $a) .
				      ":\n" . copy_code($all, $a->{fields},
							"$e.$a->{name}.",
							$ind + 1) .
				      "$t\tbreak;\n";
			}
			$s .= "${t}default:\n$t\tbreak;\n$t}\n";
		} elsif ($f->{kind} eq 'array') {
			$s .= "${t}dst->$e = libxl__array_alloc(src->$p" .
			      "$f->{len}, sizeof(*dst->$e));\n" .
			      "${t}dst->$p$f->{len} = src->$p$f->{len};\n" .
			      "${t}for (int i = 0; i < src->$p$f->{len}; i++)" .
			      " {\n" . copy_one($f->{type}, "${e}[i]",
						"$t\t") . "$t}\n";
		} else {
			$s .= copy_one($f->{type}, $e, $t);
		}
	}
	return $s;
}

sub copy_one
{
	my ($type, $e, $t) = @_;
	return "${t}libxl_${type}_copy(ctx, &dst->$e, &src->$e);\n"
		if $structs{$type};
	return "${t}dst->$e = libxl__strdup_opt(src->$e);\n"
		if $builtin{$type} && $builtin{$type}{text};
	if ($copyfn{$type}) {
		my $init = $type eq 'bitmap' ?
			   "${t}libxl_bitmap_init(&dst->$e);\n" : '';
		return "$init$t$copyfn{$type}(ctx, &dst->$e, &src->$e);\n";
	}
	return "${t}memcpy(&dst->$e, &src->$e, sizeof(dst->$e));\n";
}

# --- JSON out ---

sub gen_one
{
	my ($type, $e, $t) = @_;
	my $b = $builtin{$type};
	my $call;

	if ($structs{$type} || ($b && $b->{fn})) {
		$call = "libxl_${type}_gen_json(hand, &$e)";
	} elsif ($enums{$type}) {
		$call = "libxl__enum_gen_json(hand, libxl_${type}_to_string($e))";
	} elsif ($type eq 'bool') {
		$call = "yajl_gen_bool(hand, $e)";
	} elsif ($b->{text}) {
		$call = "libxl__string_gen_json(hand, $e)";
	} elsif ($type eq 'u64' || $type eq 'memkb') {
		$call = "libxl__uint64_gen_json(hand, $e)";
	} else {
		$call = "yajl_gen_integer(hand, $e)";
	}
	return "${t}s = $call;\n${t}if (s)\n$t\treturn s;\n";
}

sub is_set
{
	my ($f, $e) = @_;
	my $type = $f->{type};

	return '' if $structs{$type};
	return "!libxl__${type}_is_default(&$e)"
		if $builtin{$type} && $builtin{$type}{fn};
	return $e if $builtin{$type} && $builtin{$type}{text};
	my $d = default_of($f);
	return $d eq '0' ? $e : "$e != $d";
}

sub key_code
{
	my ($name, $t) = @_;
	return "${t}s = libxl__string_gen_json(hand, \"$name\");\n" .
	       "${t}if (s)\n$t\treturn s;\n";
}

sub gen_code
{
	my ($all, $fields, $p, $ind) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		my $e = "$p$f->{name}";
		if ($f->{kind} eq 'inline') {
			$s .= key_code($f->{name}, $t) . open_map($t) .
			      gen_code($all, $f->{fields}, "$e.", $ind) .
			      close_map($t);
		} elsif ($f->{kind} eq 'union') {
			$s .= "${t}switch (${p}$f->{key}) {\n";
			for my $a (@{$f->{fields}}) {
				$s .= "${t}case " . arm_value($all, $f, $a) .
				      ":\n" .
				      key_code("$f->{key}.$a->{name}",
					       "$t\t") .
				      open_map("$t\t") .
				      gen_code($all, $a->{fields},
					       "$e.$a->{name}.", $ind + 1) .
				      close_map("$t\t") . "$t\tbreak;\n";
			}
			$s .= "${t}default:\n$t\tbreak;\n$t}\n";
		} elsif ($f->{kind} eq 'array') {
			$s .= "${t}if ($p$f->{len}) {\n" .
			      key_code($f->{name}, "$t\t") .
			      "$t\ts = yajl_gen_array_open(hand);\n" .
			      "$t\tif (s)\n$t\t\treturn s;\n" .
			      "$t\tfor (int i = 0; i < $p$f->{len}; i++) {\n" .
			      gen_one($f->{type}, "${e}[i]", "$t\t\t") .
			      "$t\t}\n" .
			      "$t\ts = yajl_gen_array_close(hand);\n" .
			      "$t\tif (s)\n$t\t\treturn s;\n$t}\n";
		} elsif (!is_key($all, $f) && !($builtin{$f->{type}} &&
					       $builtin{$f->{type}}{skip})) {
			my $c = is_set($f, $e);
			my $tt = $c ? "$t\t" : $t;
			my $b = key_code($f->{name}, $tt) .
				gen_one($f->{type}, $e, $tt);
			$s .= $c ? "${t}if ($c) {\n$b$t}\n" : $b;
		}
	}
	return $s;
}

# The name of a union's arm says it already.
sub is_key
{
	my ($all, $f) = @_;
	return grep { $_->{kind} eq 'union' && $_->{key} eq $f->{name} } @$all;
}

sub open_map
{
	my $t = shift;
	return "${t}s = yajl_gen_map_open(hand);\n${t}if (s)\n$t\treturn s;\n";
}

sub close_map
{
	my $t = shift;
	return "${t}s = yajl_gen_map_close(hand);\n${t}if (s)\n$t\treturn s;\n";
}

# --- JSON in ---

sub parse_one
{
	my ($type, $e, $v, $t) = @_;
	my $b = $builtin{$type};
	my $call;

	if ($structs{$type} || ($b && $b->{fn})) {
		$call = "libxl__${type}_parse_json(ctx, $v, &$e)";
	} elsif ($enums{$type}) {
		return "$t\{\n$t\tint ev;\n\n" .
		       "$t\trc = libxl__enum_parse_json(ctx, $v, " .
		       "libxl_${type}_string_table, &ev);\n" .
		       "$t\tif (rc)\n$t\t\treturn rc;\n$t\t$e = ev;\n$t}\n";
	} elsif ($b->{text}) {
		$call = "libxl__string_parse_json(ctx, $v, (char **)&$e)";
	} else {
		return "$t\{\n$t\tuint64_t nv;\n\n" .
		       "$t\trc = libxl__number_parse_json(ctx, $v, &nv);\n" .
		       "$t\tif (rc)\n$t\t\treturn rc;\n$t\t$e = nv;\n$t}\n";
	}
	return "${t}rc = $call;\n${t}if (rc)\n$t\treturn rc;\n";
}

sub parse_code
{
	my ($all, $fields, $p, $ind, $o) = @_;
	my $t = "\t" x $ind;
	my $s = '';

	for my $f (@$fields) {
		my $e = "$p$f->{name}";
		my $v = "v$ind";
		if ($f->{kind} eq 'inline') {
			$s .= "${t}{\n$t\tyajl_val $v = libxl__json_get($o, " .
			      "\"$f->{name}\");\n\n$t\tif ($v) {\n" .
			      parse_code($all, $f->{fields}, "$e.", $ind + 2,
					 $v) . "$t\t}\n$t}\n";
		} elsif ($f->{kind} eq 'union') {
			for my $a (@{$f->{fields}}) {
				my $val = arm_value($all, $f, $a);
				my $n = "$f->{key}.$a->{name}";
				my $init = init_code($a->{fields},
						     "$e.$a->{name}.",
						     $ind + 2);
				$s .= "${t}{\n$t\tyajl_val $v = " .
				      "libxl__json_get($o, \"$n\");\n\n" .
				      "$t\tif ($v) {\n$t\t\t" .
				      "$p$f->{key} = $val;\n$init" .
				      parse_code($all, $a->{fields},
						 "$e.$a->{name}.", $ind + 2,
						 $v) . "$t\t}\n$t}\n";
			}
		} elsif ($f->{kind} eq 'array') {
			my $st = $structs{$f->{type}} ?
				"$t\t\t\tlibxl_$f->{type}_init(&${e}[i]);\n" :
				'';
			$s .= "${t}{\n$t\tyajl_val $v = libxl__json_get($o, " .
			      "\"$f->{name}\");\n\n$t\tif ($v) {\n" .
			      "$t\t\trc = libxl__json_is_array(ctx, $v);\n" .
			      "$t\t\tif (rc)\n$t\t\t\treturn rc;\n" .
			      "$t\t\t$e = libxl__array_alloc(" .
			      "$v->u.array.len, sizeof(*$e));\n" .
			      "$t\t\tfor (size_t i = 0; i < $v->u.array.len; " .
			      "i++) {\n$st$t\t\t\t$p$f->{len} = i + 1;\n" .
			      parse_one($f->{type}, "${e}[i]",
					"$v->u.array.values[i]", "$t\t\t\t") .
			      "$t\t\t}\n$t\t}\n$t}\n";
		} elsif (!($builtin{$f->{type}} &&
			   $builtin{$f->{type}}{skip})) {
			$s .= "${t}{\n$t\tyajl_val $v = libxl__json_get($o, " .
			      "\"$f->{name}\");\n\n$t\tif ($v) {\n" .
			      parse_one($f->{type}, $e, $v, "$t\t\t") .
			      "$t\t}\n$t}\n";
		}
	}
	return $s;
}

# --- writing ---

my $note = "/* Made by gentypes.pl from libxl_types.idl. */\n";
open(my $h, '>', "$out/_libxl_types.h") or die "$out: $!\n";
open(my $j, '>', "$out/_libxl_types_json.h") or die "$out: $!\n";
open(my $c, '>', "$cdir/_libxl_types.c") or die "$cdir: $!\n";
print $h $note, "#ifndef LIBXL_TYPES_H\n#define LIBXL_TYPES_H\n\n";
print $j $note, "#ifndef LIBXL_TYPES_JSON_H\n#define LIBXL_TYPES_JSON_H\n\n";
print $c $note, "#include \"types_private.h\"\n\n";

for my $o (@order) {
	my $n = $o->{name};
	my $T = "libxl_$n";

	if ($o->{values}) {
		print $h "typedef enum $T {\n",
			map({ "\t$o->{prefix}_$_->[0] = $_->[1],\n" }
			    @{$o->{values}}), "} $T;\n",
			"extern libxl_enum_string_table ${T}_string_table[];\n",
			"const char *${T}_to_string($T p);\n",
			"int ${T}_from_string(const char *s, $T *e);\n",
			"char *${T}_to_json(libxl_ctx *ctx, $T p);\n",
			"int ${T}_from_json(libxl_ctx *ctx, $T *p, const char *s);\n\n";
		print $j "yajl_gen_status ${T}_gen_json(yajl_gen hand, $T *p);\n";
		print $c "libxl_enum_string_table ${T}_string_table[] = {\n",
			map({ "\t{ .s = \"" . lc($_->[0]) .
			      "\", .v = $_->[1] },\n" } @{$o->{values}}),
			"\t{ NULL, -1 },\n};\n\n",
			"const char *${T}_to_string($T p)\n{\n",
			"\treturn libxl__enum_to_string(${T}_string_table, p);\n}\n\n",
			"int ${T}_from_string(const char *s, $T *e)\n{\n\tint v, rc;\n\n",
			"\trc = libxl__enum_from_string(${T}_string_table, s, &v);\n",
			"\tif (!rc)\n\t\t*e = v;\n\treturn rc;\n}\n\n",
			"yajl_gen_status ${T}_gen_json(yajl_gen hand, $T *p)\n{\n",
			"\treturn libxl__enum_gen_json(hand, ${T}_to_string(*p));\n}\n\n",
			"static yajl_gen_status gen_$T(yajl_gen hand, const void *p)\n{\n",
			"\treturn ${T}_gen_json(hand, ($T *)p);\n}\n\n",
			"char *${T}_to_json(libxl_ctx *ctx, $T p)\n{\n",
			"\treturn libxl__object_to_json(ctx, \"$T\", gen_$T, &p);\n}\n\n",
			"static int parse_$T(libxl_ctx *ctx, yajl_val o, void *p)\n{\n",
			"\tint v, rc;\n\n\trc = libxl__enum_parse_json(ctx, o, ${T}_string_table, &v);\n",
			"\tif (!rc)\n\t\t*($T *)p = v;\n\treturn rc;\n}\n\n",
			"int ${T}_from_json(libxl_ctx *ctx, $T *p, const char *s)\n{\n",
			"\treturn libxl__object_from_json(ctx, \"$T\", parse_$T, p, s);\n}\n\n";
		next;
	}

	my $f = $o->{fields};
	print $h "typedef struct $T {\n", declare($f, 1), "} $T;\n",
		"void ${T}_init($T *p);\nvoid ${T}_dispose($T *p);\n",
		"void ${T}_copy(libxl_ctx *ctx, $T *dst, const $T *src);\n",
		"char *${T}_to_json(libxl_ctx *ctx, $T *p);\n",
		"int ${T}_from_json(libxl_ctx *ctx, $T *p, const char *s);\n";
	print $j "yajl_gen_status ${T}_gen_json(yajl_gen hand, $T *p);\n";

	print $c "void ${T}_init($T *p)\n{\n\tmemset(p, 0, sizeof(*p));\n",
		init_code($f, 'p->', 1), "}\n\n";
	for my $u (unions($o)) {
		my $e = key_enum($f, $u);
		my $sig = "void ${T}_init_$u->{key}($T *p, " .
			  "libxl_$e->{name} $u->{key})";
		print $h "$sig;\n";
		print $c "$sig\n{\n\tp->$u->{key} = $u->{key};\n",
			"\tswitch ($u->{key}) {\n",
			map({ "\tcase " . arm_value($f, $u, $_) . ":\n" .
			      init_code($_->{fields}, "p->$u->{name}.$_->{name}.",
					2) . "\t\tbreak;\n" }
			    @{$u->{fields}}),
			"\tdefault:\n\t\tbreak;\n\t}\n}\n\n";
	}
	print $h "\n";
	print $c "void ${T}_dispose($T *p)\n{\n\tif (!p)\n\t\treturn;\n",
		dispose_code($f, $f, 'p->', 1),
		"\tmemset(p, 0, sizeof(*p));\n}\n\n",
		"void ${T}_copy(libxl_ctx *ctx, $T *dst, const $T *src)\n{\n",
		"\tmemset(dst, 0, sizeof(*dst));\n",
		copy_code($f, $f, '', 1), "}\n\n",
		"yajl_gen_status ${T}_gen_json(yajl_gen hand, $T *p)\n{\n",
		"\tyajl_gen_status s;\n\n", open_map("\t"),
		gen_code($f, $f, 'p->', 1),
		"\treturn yajl_gen_map_close(hand);\n}\n\n",
		"static yajl_gen_status gen_$T(yajl_gen hand, const void *p)\n{\n",
		"\treturn ${T}_gen_json(hand, ($T *)p);\n}\n\n",
		"char *${T}_to_json(libxl_ctx *ctx, $T *p)\n{\n",
		"\treturn libxl__object_to_json(ctx, \"$T\", gen_$T, p);\n}\n\n",
		"int libxl__${n}_parse_json(libxl_ctx *ctx, yajl_val o, $T *p)\n{\n",
		"\tint rc = libxl__json_is_object(ctx, o);\n\n",
		"\tif (rc)\n\t\treturn rc;\n",
		parse_code($f, $f, 'p->', 1, 'o'), "\treturn 0;\n}\n\n",
		"static int parse_$T(libxl_ctx *ctx, yajl_val o, void *p)\n{\n",
		"\treturn libxl__${n}_parse_json(ctx, o, p);\n}\n\n",
		"int ${T}_from_json(libxl_ctx *ctx, $T *p, const char *s)\n{\n",
		"\treturn libxl__object_from_json(ctx, \"$T\", parse_$T, p, s);\n}\n\n";
	print $j "int libxl__${n}_parse_json(libxl_ctx *ctx, yajl_val o, $T *p);\n";
}
print $h "#endif\n";
print $j "\n#endif\n";
close($h) or die;
close($j) or die;
close($c) or die;
